#include "training/dataset_preview.hpp"

#include "backbone/backbone_locations.hpp"
#include "backbone/weight_source.hpp"
#include "base/error.hpp"
#include "base/stopped.hpp"
#include "data/row_error.hpp"
#include "scoring/tokenized_comparisons.hpp"
#include "text/found_chat_template.hpp"
#include "training/training_params.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace dpl::training {

namespace {

/// At most `most` of 0..count-1, evenly spread.
std::vector<std::size_t> spread(std::size_t count, std::size_t most)
{
    std::vector<std::size_t> rows(std::min(count, most));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i] = i * count / rows.size();
    }
    return rows;
}

/// What `read` throws, as the parameter's fault.
template <typename Read> auto blaming(const char* parameter, const Read& read)
{
    try {
        return read();
    } catch (const Error& error) {
        throw ParameterError(parameter, error.what());
    }
}

std::int64_t longestOf(const TrainingParams& params)
{
    return std::min(params.maxLength, backbone::readConfig(backbone::locateBackbone(params.modelName)).contextLength);
}

/// The rows that a training reads.
data::PreferenceDatasetParams trainingRows(const TrainingParams& params)
{
    data::PreferenceDatasetParams which;
    which.path = params.dataPath;
    which.subset = data::dataSubsetFromString(params.dataSubset);
    which.split = data::Split::train;
    which.size = params.trainDatasetSize;
    which.hiddenContextRatio = params.hiddenContextRatio;
    which.seed = params.seed;
    which.overwriteDataSubset = params.overwriteDataSubset;
    which.skipBadRows = params.skipBadRows;
    which.holdout = params.holdout;
    which.columns = blaming("columns", [&] { return data::Columns(params.columns, data::comparisonRoles()); });
    return which;
}

/// Rows of all subsets that a trained model is evaluated on; 0 where evaluating would say what is wrong.
std::int64_t testRowsOf(data::PreferenceDatasetParams which, const std::vector<data::DatasetDescription::Part>& parts,
    const std::stop_token& stop)
{
    using Part = data::DatasetDescription::Part;
    const auto rowsOf = [&](data::DataSubset subset) {
        return std::accumulate(parts.begin(), parts.end(), std::int64_t{0}, [&](std::int64_t rows, const Part& part) {
            return rows + (part.split == data::Split::test && part.subset == subset ? part.rows : 0);
        });
    };
    const std::int64_t own = rowsOf(data::DataSubset::both);
    const std::int64_t inParts = own > 0 ? own : rowsOf(data::DataSubset::helpful) + rowsOf(data::DataSubset::harmless);
    if (inParts > 0) {
        return inParts;
    }
    which.subset = data::DataSubset::both;
    which.split = data::Split::test;
    which.size = 0;
    which.hiddenContextRatio.reset();
    try {
        return static_cast<std::int64_t>(data::loadPreferences(which, stop).rows.size());
    } catch (const Error&) {
        return 0;
    }
}

} // namespace

std::int64_t DatasetPreview::comparisons() const
{
    if (measuredRows == 0) {
        return 0;
    }
    const double share = static_cast<double>(measuredRows - leftOut) / static_cast<double>(measuredRows);
    return static_cast<std::int64_t>(std::llround(share * static_cast<double>(rows)));
}

data::FoundColumns previewColumns(const TrainingParams& params)
{
    return data::findColumns(trainingRows(params));
}

DatasetPreview previewDataset(const TrainingParams& params, int threads, const std::stop_token& stop,
    std::int64_t mostMeasured, std::int64_t firstPairs)
{
    const data::PreferenceDatasetParams which = trainingRows(params);
    const bool hasTokenizer = !params.tokenizerName.empty();
    const std::filesystem::path place = blaming(hasTokenizer ? "tokenizer_name" : "model_name",
        [&] { return backbone::locateBackbone(hasTokenizer ? params.tokenizerName : params.modelName); });
    if (!params.chatTemplate.empty()) {
        blaming("chat_template", [&] { return text::readChatTemplate(params.chatTemplate, place).name(); });
    }
    const std::shared_ptr<const scoring::DialogueReader> reader =
        blaming(hasTokenizer ? "tokenizer_name" : "model_name",
            [&] { return std::make_shared<const scoring::DialogueReader>(place, params.chatTemplate); });
    const std::int64_t longest = blaming("model_name", [&] { return longestOf(params); });
    const data::DatasetLayout layout = blaming("data_path", [&] { return data::datasetLayout(which.path); });
    if (which.holdout.divides()) {
        blaming(
            "holdout_share", [&] { return data::datasetFiles(which.path, which.subset, which.split, which.holdout); });
    }
    const data::PreferenceDataset dataset = blaming("data_path", [&] { return data::loadPreferences(which, stop); });

    DatasetPreview preview;
    preview.longest = longest;
    preview.rows = static_cast<std::int64_t>(dataset.rows.size());
    preview.skippedRows = static_cast<std::int64_t>(dataset.skipped.count);
    std::map<std::string, std::int64_t> subsets;
    std::vector<std::int64_t> rowsOfPart(dataset.files.back().part + 1);
    for (const data::Comparison& row : dataset.rows) {
        ++subsets[row.dataSubset()];
        ++rowsOfPart[dataset.files[row.file()].part];
    }
    preview.files = static_cast<std::int64_t>(rowsOfPart.size());
    preview.rowsOfShortestFile = *std::min_element(rowsOfPart.begin(), rowsOfPart.end());
    preview.subsets.assign(subsets.begin(), subsets.end());

    std::vector<std::size_t> measured;
    std::vector<scoring::ReadText> texts;
    for (const std::size_t i : spread(dataset.rows.size(), static_cast<std::size_t>(mostMeasured))) {
        throwIfStopped(stop);
        const data::Comparison& row = dataset.rows[i];
        try {
            const std::string where = dataset.placeOf(row);
            scoring::ReadText chosen = reader->read(row.chosen(), where);
            texts.push_back(reader->read(row.rejected(), where));
            texts.insert(texts.end() - 1, std::move(chosen));
            measured.push_back(i);
        } catch (const data::RowError& error) {
            if (!params.skipBadRows) {
                throw ParameterError("chat_template", error.what());
            }
        } catch (const Error& error) {
            throw ParameterError("chat_template", error.what());
        }
    }
    const std::vector<text::TokenIds> ids = reader->encode(std::move(texts), threads, stop);
    const auto rule = scoring::longComparisonsFromString(params.longComparisons);
    const bool isCut = rule == scoring::LongComparisons::truncate;
    double tokens = 0.0;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        auto chosen = static_cast<std::int64_t>(ids[2 * i].size());
        auto rejected = static_cast<std::int64_t>(ids[2 * i + 1].size());
        preview.sideTokens.insert(preview.sideTokens.end(), {chosen, rejected});
        const bool isLong = std::max(chosen, rejected) > longest;
        preview.tooLong += isLong ? 1 : 0;
        if (isLong && rule == scoring::LongComparisons::refuse) {
            throw ParameterError("long_comparisons",
                dataset.placeOf(dataset.rows[measured[i]]) + ": a side has more than " + std::to_string(longest)
                    + " tokens, and such rows are refused");
        }
        const std::int64_t common = commonTokens(ids[2 * i], ids[2 * i + 1]);
        if (isLong && (!isCut || common >= longest)) {
            ++preview.leftOut; // cut, both sides are the same
            continue;
        }
        chosen = std::min(chosen, longest);
        rejected = std::min(rejected, longest);
        tokens += static_cast<double>(chosen + rejected - common);
    }
    preview.measuredRows = static_cast<std::int64_t>(measured.size());
    if (const std::int64_t left = preview.measuredRows - preview.leftOut; left > 0) {
        preview.tokensPerComparison = tokens / static_cast<double>(left);
    }
    if (layout == data::DatasetLayout::hhRlhf || layout == data::DatasetLayout::relabelled) {
        preview.parts = data::describeDataset(which.path).parts;
    }
    preview.testRows = testRowsOf(which, preview.parts, stop);
    preview.hasTestRows = which.holdout.divides() || !data::hasOneSplit(which.path);
    preview.pairs = std::make_shared<const PreviewRows>(dataset, which.columns, reader);
    preview.firstPairs = preview.pairs->read(0, firstPairs, threads, stop);
    return preview;
}

} // namespace dpl::training
