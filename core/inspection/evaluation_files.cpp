#include "inspection/evaluation_files.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/stopped.hpp"
#include "records/evaluated_responses.hpp"
#include "records/evaluation_record.hpp"
#include "records/head_record.hpp"
#include "runs/folder_walk.hpp"
#include "runs/run_folder.hpp"
#include "runs/run_names.hpp"

namespace dpl::inspection {

namespace {

constexpr int deepestFolder = 6;

} // namespace

ModelOrigin modelOfCheckpoint(const std::filesystem::path& given)
{
    const std::filesystem::path folder = given.filename().empty() ? given.parent_path() : given;
    ModelOrigin origin;
    origin.runName = runs::nameOfRunThatMade(folder).value_or(std::string());
    origin.key = records::modelOfFolder(folder);
    origin.head = records::headOfFolder(folder);
    if (!origin.key) {
        origin.name = folder.filename().string();
        origin.experiment = folder.parent_path().string();
        return origin;
    }
    origin.name = records::label(*origin.key);
    // The adapter lies in its run's folder, or in the subset's itself.
    std::filesystem::path subset = folder.parent_path();
    if (subset.filename() != data::toString(origin.key->trainSet)) {
        subset = subset.parent_path();
    }
    origin.experiment = subset.parent_path().string();
    return origin;
}

ModelOrigin modelOfComparisons(const std::filesystem::path& file)
{
    return modelOfCheckpoint(records::checkpointOf(std::filesystem::absolute(file).lexically_normal()));
}

std::vector<ModelOrigin> modelsOfResponses(const std::filesystem::path& file, const std::vector<std::string>& columns)
{
    const std::filesystem::path folder = std::filesystem::absolute(file).lexically_normal().parent_path();
    Json checkpoints = Json::object();
    if (isScoredText(file)) {
        checkpoints = readJsonFile(folder / modelsFileName);
    }
    std::vector<ModelOrigin> origins;
    for (const std::string& column : columns) {
        if (checkpoints.is_object() && checkpoints.contains(column) && checkpoints[column].is_string()) {
            origins.push_back(modelOfCheckpoint(checkpoints[column].get<std::string>()));
            continue;
        }
        ModelOrigin origin;
        origin.key = records::modelOfColumn(column);
        origin.head = records::headOfColumn(column);
        origin.name = origin.key ? records::label(*origin.key) : column;
        origin.experiment = folder.string();
        origins.push_back(std::move(origin));
    }
    return origins;
}

bool isScoredText(const std::filesystem::path& file)
{
    return std::filesystem::exists(std::filesystem::absolute(file).lexically_normal().parent_path() / modelsFileName);
}

bool isEvaluationFile(const std::filesystem::path& file)
{
    return records::firstRowHasColumn(file, [](std::string_view column) {
        return column == "reward_output_chosen" || column.starts_with("reward_outputs_");
    });
}

namespace {

std::vector<std::filesystem::path> evaluationFiles(
    const std::filesystem::path& place, int deepest, const std::stop_token& stop)
{
    std::vector<std::filesystem::path> files;
    for (const runs::SeenFolder& folder : runs::walkBelow({place, deepest}, stop)) {
        if (folder.isLink || folder.isWithin("tokens") || folder.isWithin("tensorboard")) {
            continue;
        }
        for (const std::string& name : folder.contents->files) {
            throwIfStopped(stop);
            const std::filesystem::path file = folder.path / name;
            std::error_code ignored;
            if ((name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")) && !runs::isFileOfRun(name)
                && std::filesystem::is_regular_file(file, ignored) && isEvaluationFile(file)) {
                files.push_back(file);
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

std::vector<std::filesystem::path> evaluationFilesIn(const std::filesystem::path& folder)
{
    return evaluationFiles(folder, 0, {});
}

std::vector<std::filesystem::path> evaluationFilesBelow(
    const std::filesystem::path& folder, const std::stop_token& stop)
{
    return evaluationFiles(folder, deepestFolder, stop);
}

} // namespace dpl::inspection
