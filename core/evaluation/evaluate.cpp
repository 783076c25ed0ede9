#include "evaluation/evaluate.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/memory.hpp"
#include "base/stopped.hpp"
#include "base/torch_errors.hpp"
#include "data/preference_dataset.hpp"
#include "evaluation/evaluation_writer.hpp"
#include "preference/reward_head.hpp"
#include "records/head_record.hpp"
#include "scoring/find_checkpoints.hpp"
#include "scoring/scoring.hpp"
#include "scoring/tokenized_comparisons.hpp"

namespace dpl::evaluation {

namespace {

std::vector<float> asFloats(const std::vector<double>& values)
{
    return {values.begin(), values.end()};
}

Json speedJson(const EvaluationSpeed& speed)
{
    Json json;
    json["rows"] = speed.rows;
    json["comparisons_per_second"] = speed.comparisonsPerSecond;
    json["tokens_per_second"] = speed.tokensPerSecond;
    json["peak_rss_mib"] = static_cast<double>(speed.peakBytes) / (1 << 20);
    return json;
}

EvaluationSpeed speedOf(std::int64_t rows, std::int64_t tokens, double seconds)
{
    EvaluationSpeed speed;
    speed.rows = rows;
    if (seconds > 0.0) {
        speed.comparisonsPerSecond = static_cast<double>(rows) / seconds;
        speed.tokensPerSecond = static_cast<double>(tokens) / seconds;
    }
    speed.peakBytes = peakResidentBytes();
    return speed;
}

/// Fills in the result. Throws Stopped.
void evaluateRows(const EvaluateParams& params, const ComputeOptions& compute, EvaluationObserver& observer,
    const std::stop_token& stop, EvaluateResult& result)
{
    data::PreferenceDatasetParams which;
    which.path = params.dataPath;
    which.subset = params.subset;
    which.split = params.split;
    which.size = params.evalDatasetSize;
    which.overwriteDataSubset = params.overwriteDataSubset;
    which.skipBadRows = params.skipBadRows;
    const data::PreferenceDataset dataset = data::loadPreferences(which, stop);
    result.skippedRows = dataset.skipped.count;
    if (dataset.skipped.count > 0) {
        observer.warned(std::to_string(dataset.skipped.count)
            + " rows could not be read and are skipped; the first: " + dataset.skipped.reasons.front());
    }
    scoring::CheckpointModels models(compute.device, observer, stop);
    const backbone::RewardModel& model = models.load(params.model);
    const std::int64_t maxLength = std::min(params.maxLength, model.config().contextLength);
    const auto rows = scoring::tokenize(dataset, models.tokenizer(), maxLength, {}, threadCount(compute), stop);
    result.tooLong = rows.tooLong;
    if (rows.tooLong > 0) {
        observer.warned(std::to_string(rows.tooLong) + " of " + std::to_string(dataset.rows.size())
            + " rows are left out: a side has more than " + std::to_string(maxLength)
            + " tokens (max_length, or the backbone's context)");
    }
    result.outputs = model.outputs();
    EvaluationWriter writer(result.file);
    std::vector<double> chosen;
    std::vector<double> rejected;
    std::int64_t tokens = 0;
    const preference::RewardHead head = records::headOf(scoring::namedHeadOf(params.model.checkpoint), result.outputs);
    observer.begins("", head,
        [&](std::size_t row) { return std::vector{dataset.rows.at(row).chosen(), dataset.rows.at(row).rejected()}; });
    const double start = steadySeconds();
    scoring::scoreGroups(
        model, rows.comparisons.size(),
        [&](std::size_t i) {
            const auto& comparison = rows.comparisons[i];
            tokens += static_cast<std::int64_t>(comparison.chosen.size() + comparison.rejected.size());
            return scoring::TextGroup{comparison.chosen, comparison.rejected};
        },
        [&](std::size_t i, const scoring::GroupScores& scores) {
            writer.beginRow(dataset.rows[rows.rows[i]].row());
            writer.addOutputs("reward_output_chosen", asFloats(scores[0]));
            writer.addOutputs("reward_output_rejected", asFloats(scores[1]));
            writer.endRow();
            chosen.insert(chosen.end(), scores[0].begin(), scores[0].end());
            rejected.insert(rejected.end(), scores[1].begin(), scores[1].end());
            observer.scored(rows.rows[i], scores);
            observer.progressed(
                {"Evaluating", static_cast<std::int64_t>(i) + 1, static_cast<std::int64_t>(rows.comparisons.size())});
        },
        stop);
    const double seconds = steadySeconds() - start;
    writer.finish();
    result.loss = preference::rewardLoss(head, result.outputs, chosen, rejected).evaluationLoss;
    const auto k = static_cast<std::size_t>(result.outputs);
    std::size_t right = 0;
    for (std::size_t i = 0; i < rows.comparisons.size(); ++i) {
        const double a = utility::mean(preference::distribution(head, std::span(chosen).subspan(i * k, k)));
        const double b = utility::mean(preference::distribution(head, std::span(rejected).subspan(i * k, k)));
        right += a >= b;
    }
    result.accuracy = static_cast<double>(right) / static_cast<double>(rows.comparisons.size());
    result.speed = speedOf(static_cast<std::int64_t>(rows.comparisons.size()), tokens, seconds);
    result.finished = true;
}

} // namespace

Json EvaluateResult::toJson() const
{
    Json json;
    json["finished"] = finished;
    json["outputs"] = outputs;
    json["loss"] = finiteOrNull(loss);
    json["accuracy"] = finiteOrNull(accuracy);
    json["too_long"] = tooLong;
    json["skipped_rows"] = skippedRows;
    json.update(speedJson(speed));
    json["files"] = finished ? Json::array({file.string()}) : Json::array();
    return json;
}

EvaluateResult evaluate(const EvaluateParams& params, const ComputeOptions& compute, EvaluationObserver& observer,
    const std::stop_token& stop)
{
    checkDevice(compute.device);
    const ComputeScope scope(compute);
    EvaluateResult result;
    result.file = params.file();
    try {
        translatingTorchErrors(
            compute.device, scoring::memoryRemedy, [&] { evaluateRows(params, compute, observer, stop, result); });
    } catch (const Stopped&) {
    }
    return result;
}

} // namespace dpl::evaluation
