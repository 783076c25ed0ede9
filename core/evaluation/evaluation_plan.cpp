#include "evaluation/evaluation_plan.hpp"

#include "base/error.hpp"
#include "data/dataset_folder.hpp"
#include "data/row_file_name.hpp"
#include "data/row_reader.hpp"
#include "evaluation/evaluation_place.hpp"
#include "hub/hub_cache.hpp"
#include "hub/named_files.hpp"
#include "scoring/reward_label.hpp"

#include <algorithm>
#include <map>

#include <unistd.h>

namespace dpl::evaluation {

namespace {

namespace fs = std::filesystem;

/// A snapshot in the Hugging Face cache is what its repository is, and stays so.
bool mayBeWritten(const fs::path& folder)
{
    return ::access(folder.c_str(), W_OK) == 0 && !hub::repositoryNameOf(folder);
}

/// A checkpoint's name for a folder.
std::string folderNameOf(const records::FoundCheckpoint& found)
{
    std::string name = hub::repositoryNameOf(found.folder).value_or(found.folder.filename().string());
    std::replace(name.begin(), name.end(), '/', '-');
    return name;
}

/// The folder above the data_subset that the checkpoint was trained on, as runs lie; empty if it lies otherwise.
fs::path experimentOf(const records::FoundCheckpoint& found)
{
    if (!found.trainSet) {
        return {};
    }
    fs::path folder = found.run.empty() ? found.folder.parent_path() : found.run.parent_path();
    return folder.filename() == data::toString(*found.trainSet) ? folder.parent_path() : fs::path();
}

scoring::CheckpointParams modelOf(const records::FoundCheckpoint& found, const EvaluationChoice& choice)
{
    scoring::CheckpointParams model;
    model.checkpoint = found.folder;
    model.rewardLabel = found.rewardLabel;
    model.bf16 = choice.bf16;
    model.keepStored = choice.keepStored;
    return model;
}

/// Each its own: a name that is there twice gets a number.
std::vector<std::string> columnNames(const std::vector<records::FoundCheckpoint>& checkpoints)
{
    std::map<std::string, int> times;
    std::vector<std::string> names;
    for (const records::FoundCheckpoint& found : checkpoints) {
        const std::string name = found.columnName();
        const int number = ++times[name];
        names.push_back(number == 1 ? name : name + "_" + std::to_string(number));
    }
    return names;
}

std::vector<records::FoundCheckpoint> checkpointsFor(const EvaluationChoice& choice, std::size_t dataset)
{
    std::vector<records::FoundCheckpoint> checkpoints;
    for (std::size_t i = 0; i < choice.checkpoints.size(); ++i) {
        if (!choice.leftOut.contains({i, dataset})) {
            checkpoints.push_back(choice.checkpoints[i]);
        }
    }
    return checkpoints;
}

EvaluateParams evaluationOf(const FoundDataset& dataset, const records::FoundCheckpoint& found,
    const EvaluationChoice& choice, const fs::path& elsewhere)
{
    EvaluateParams params;
    params.model = modelOf(found, choice);
    params.dataPath = dataset.path.string();
    params.subset = choice.subset;
    params.evalDatasetSize = choice.evalDatasetSize;
    params.maxLength = choice.maxLength;
    if (found.dataPath == params.dataPath) {
        params.holdout = found.holdout; // never the rows that it was trained on
        params.columns = found.columns;
    }
    if (!dataset.columns.empty()) {
        params.columns = dataset.columns;
    }
    if (!mayBeWritten(found.folder)) {
        params.output =
            elsewhere / folderNameOf(found) / nameOf(params) / ("eval_results_" + toString(choice.subset) + ".jsonl");
        params.ifOther = IfOther::ownName;
    }
    return params;
}

ScoreParams scoringOf(const fs::path& dataset, const std::vector<records::FoundCheckpoint>& checkpoints,
    const EvaluationChoice& choice, const fs::path& elsewhere)
{
    ScoreParams params;
    params.input = dataset;
    params.names = columnNames(checkpoints);
    params.maxLength = choice.maxLength;
    params.longTexts = choice.longTexts;
    params.model.bf16 = choice.bf16;
    params.model.keepStored = choice.keepStored;
    fs::path experiment = experimentOf(checkpoints.front());
    for (const records::FoundCheckpoint& found : checkpoints) {
        params.checkpoints.push_back(found.folder);
        if (experimentOf(found) != experiment) {
            experiment.clear();
        }
    }
    const auto asks = [](const records::FoundCheckpoint& found) { return !found.labels.empty(); };
    if (std::any_of(checkpoints.begin(), checkpoints.end(), asks)) {
        for (const records::FoundCheckpoint& found : checkpoints) {
            params.rewardLabels.emplace_back(asks(found) ? found.rewardLabel : scoring::allLabels);
        }
    }
    const bool beside = !experiment.empty() && mayBeWritten(experiment);
    params.output = (beside ? experiment : elsewhere / stemOf(dataset)) / "jailbroken_evaluations.jsonl";
    params.ifOther = IfOther::ownName;
    return params;
}

} // namespace

DatasetKind datasetKind(const fs::path& path)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored) || (hub::isOwnersName(path.string()) && !fs::exists(path, ignored))) {
        data::datasetLayout(path);
        return DatasetKind::comparisons;
    }
    const std::unique_ptr<data::RowReader> reader = data::openRows(path);
    if (Json row; reader->next(row)) {
        if (row.contains("chosen")) {
            return DatasetKind::comparisons;
        }
        if (row.contains("responses")) {
            return DatasetKind::responses;
        }
        if (std::count_if(row.begin(), row.end(),
                [](const Json& value) {
                    return value.is_string()
                        || (data::areMessages(value) && !value.empty() && value.begin()->is_object());
                })
            >= 2) {
            return DatasetKind::comparisons;
        }
        throw Error(reader->where()
            + ": the row has neither \"chosen\" and \"rejected\" (comparisons) nor \"prompt\" and \"responses\"");
    }
    throw Error(path.string() + " has no rows");
}

data::FoundColumns columnsOf(const FoundDataset& dataset)
{
    data::PreferenceDatasetParams which;
    which.path = dataset.path;
    which.columns = data::Columns(dataset.columns, data::comparisonRoles());
    which.split = data::hasOneSplit(dataset.path) ? data::Split::train : data::Split::test;
    try {
        return data::findColumns(which);
    } catch (const Error&) {
        which.split = which.split == data::Split::train ? data::Split::test : data::Split::train;
        return data::findColumns(which);
    }
}

std::string stemOf(fs::path path)
{
    std::string name = path.filename().string();
    if (name.empty()) {
        name = path.parent_path().filename().string();
    }
    return data::withoutRowEnding(name);
}

std::vector<FoundDataset> datasetsOf(const runs::Entries<records::FoundCheckpoint>& checkpoints)
{
    std::vector<FoundDataset> found;
    const auto add = [&](const fs::path& path, DatasetKind kind, const std::string& columns = {}) {
        const bool known =
            std::any_of(found.begin(), found.end(), [&](const FoundDataset& other) { return other.path == path; });
        if (!known && hub::located(path.string(), hub::RepositoryKind::dataset)) {
            found.push_back({path, kind, columns});
        }
    };
    std::set<std::string> looked; // thousands of models share few datasets
    for (const auto& checkpoint : checkpoints) {
        if (checkpoint->dataPath.empty() || !looked.insert(checkpoint->dataPath).second) {
            continue;
        }
        const fs::path path = checkpoint->dataPath;
        add(path, DatasetKind::comparisons, checkpoint->columns);
        for (const char* name : {"responses.jsonl", "jailbroken_responses.jsonl"}) {
            add(path.parent_path() / name, DatasetKind::responses);
        }
    }
    return found;
}

std::string lackOf(const EvaluationChoice& choice)
{
    for (const records::FoundCheckpoint& found : choice.checkpoints) {
        if (!found.labels.empty() && found.rewardLabel.empty()) {
            return "Choose which label of " + found.folder.filename().string() + " is the reward";
        }
    }
    return {};
}

EvaluationPlan planEvaluations(const EvaluationChoice& choice, const fs::path& elsewhere)
{
    EvaluationPlan plan;
    for (std::size_t dataset = 0; dataset < choice.datasets.size(); ++dataset) {
        const std::vector<records::FoundCheckpoint> checkpoints = checkpointsFor(choice, dataset);
        if (checkpoints.empty()) {
            continue;
        }
        if (choice.datasets[dataset].kind == DatasetKind::responses) {
            plan.scorings.push_back(scoringOf(choice.datasets[dataset].path, checkpoints, choice, elsewhere));
            continue;
        }
        for (const records::FoundCheckpoint& found : checkpoints) {
            plan.evaluations.push_back(evaluationOf(choice.datasets[dataset], found, choice, elsewhere));
        }
    }
    return plan;
}

} // namespace dpl::evaluation
