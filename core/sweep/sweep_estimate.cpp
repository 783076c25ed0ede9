#include "sweep/sweep_estimate.hpp"

#include <algorithm>

namespace dpl::sweep {

namespace {

using training::DatasetPreview;
using training::TrainingParams;

/// Rows that a training of `subset` reads of a dataset with folders, before any are held out; 0: there are none.
std::int64_t rowsInFolders(const DatasetPreview& preview, data::DataSubset subset)
{
    const bool hasTraining = std::any_of(
        preview.parts.begin(), preview.parts.end(), [](const auto& part) { return part.split == data::Split::train; });
    const auto rowsOf = [&](data::DataSubset which) {
        std::int64_t rows = 0;
        for (const data::DatasetDescription::Part& part : preview.parts) {
            const bool isRead = !hasTraining || part.split == data::Split::train;
            rows += isRead && part.subset == which ? part.rows : 0;
        }
        return rows;
    };
    const std::int64_t own = rowsOf(subset);
    return own > 0 || subset != data::DataSubset::both
        ? own
        : rowsOf(data::DataSubset::helpful) + rowsOf(data::DataSubset::harmless);
}

std::int64_t rowsOf(const TrainingParams& run, const TrainingParams& typical, const DatasetPreview& preview)
{
    // With a ratio there are as many rows whatever it is.
    const bool isSame = run.dataSubset == typical.dataSubset && run.trainDatasetSize == typical.trainDatasetSize
        && run.holdout == typical.holdout
        && run.hiddenContextRatio.has_value() == typical.hiddenContextRatio.has_value();
    if (isSame) {
        return preview.rows;
    }
    std::int64_t rows = rowsInFolders(preview, data::dataSubsetFromString(run.dataSubset));
    if (rows > 0) {
        rows -= static_cast<std::int64_t>(run.holdout.share * static_cast<double>(rows));
    } else {
        const auto own = std::find_if(preview.subsets.begin(), preview.subsets.end(),
            [&](const auto& subset) { return subset.first == run.dataSubset; });
        rows = own == preview.subsets.end() ? preview.rows : own->second;
    }
    return run.trainDatasetSize > 0 ? std::min(rows, run.trainDatasetSize) : rows;
}

/// That a run is evaluated on while it trains.
std::int64_t heldOutRows(const TrainingParams& run, std::int64_t rows, const DatasetPreview& preview)
{
    if (!run.evaluates()) {
        return 0;
    }
    const std::int64_t perStep = run.trainBatchSize * run.gradientAccumulationSteps;
    const std::int64_t steps = (rows + perStep - 1) / perStep * run.epochs;
    const bool hasLast = run.evalSteps == 0 || steps % run.evalSteps != 0;
    const std::int64_t times =
        (run.evalSteps > 0 ? steps / run.evalSteps : 0) + (run.evalFirstStep ? 1 : 0) + (hasLast ? 1 : 0);
    return times * (run.evalDatasetSize > 0 ? std::min(run.evalDatasetSize, preview.testRows) : preview.testRows);
}

} // namespace

SweepTime timeOf(const std::vector<PlannedRun>& plan, bool evaluates, const std::vector<RunStanding>& standings,
    const TrainingParams& typical, const DatasetPreview& preview, const training::TrainingProbe& probe)
{
    SweepTime time;
    if (preview.rows == 0 || probe.tokensPerSecond <= 0.0) {
        return time;
    }
    const double kept = static_cast<double>(preview.comparisons()) / static_cast<double>(preview.rows);
    const double secondsPerRow = kept * preview.tokensPerComparison / probe.tokensPerSecond;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        if (i < standings.size() && standings[i] == RunStanding::finished) {
            continue;
        }
        const TrainingParams& run = plan[i].params;
        const std::int64_t rows = rowsOf(run, typical, preview);
        const std::int64_t evaluated = heldOutRows(run, rows, preview) + (evaluates ? preview.testRows : 0);
        time.training += secondsPerRow * static_cast<double>(rows * run.epochs);
        time.evaluation += secondsPerRow * static_cast<double>(evaluated) * training::evaluationShare(run);
    }
    return time;
}

} // namespace dpl::sweep
