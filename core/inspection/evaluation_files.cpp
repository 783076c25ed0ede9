#include "inspection/evaluation_files.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "records/evaluated_responses.hpp"
#include "records/head_record.hpp"

namespace dpl::inspection {

namespace {

constexpr int deepestFolder = 6;

/// Calls `found` for every regular file, down to `deepest` folders below the given one.
template <typename Found> void walk(const std::filesystem::path& folder, int deepest, const Found& found)
{
    std::error_code error;
    std::filesystem::recursive_directory_iterator at(
        folder, std::filesystem::directory_options::skip_permission_denied, error);
    for (const std::filesystem::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        const std::string name = at->path().filename().string();
        if (at->is_directory(ignored)) {
            if (name.starts_with('.') || name == "tokens" || name == "tensorboard" || at.depth() >= deepest) {
                at.disable_recursion_pending();
            }
        } else if (at->is_regular_file(ignored)) {
            found(at->path(), name);
        }
    }
}

} // namespace

ModelOrigin modelOfCheckpoint(const std::filesystem::path& given)
{
    const std::filesystem::path folder = given.filename().empty() ? given.parent_path() : given;
    ModelOrigin origin;
    origin.key = records::modelOfFolder(folder);
    origin.head = records::headOfFolder(folder);
    if (!origin.key) {
        origin.name = folder.filename().string();
        origin.experiment = folder.parent_path().string();
        return origin;
    }
    origin.name = records::paperName(*origin.key);
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
    return modelOfCheckpoint(std::filesystem::absolute(file).lexically_normal().parent_path());
}

std::vector<ModelOrigin> modelsOfResponses(const std::filesystem::path& file, const std::vector<std::string>& columns)
{
    const std::filesystem::path folder = std::filesystem::absolute(file).lexically_normal().parent_path();
    Json checkpoints = Json::object();
    if (std::filesystem::exists(folder / modelsFileName)) {
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
        origin.name = origin.key ? records::paperName(*origin.key) : column;
        origin.experiment = folder.string();
        origins.push_back(std::move(origin));
    }
    return origins;
}

bool isEvaluationFile(const std::filesystem::path& file)
{
    return records::firstRowHasColumn(file, [](std::string_view column) {
        return column == "reward_output_chosen" || column.starts_with("reward_outputs_");
    });
}

namespace {

std::vector<std::filesystem::path> evaluationFiles(const std::filesystem::path& folder, int deepest)
{
    std::vector<std::filesystem::path> files;
    walk(folder, deepest, [&](const std::filesystem::path& file, const std::string& name) {
        if ((name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")) && name != "metrics.jsonl"
            && isEvaluationFile(file)) {
            files.push_back(file);
        }
    });
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

std::vector<std::filesystem::path> evaluationFilesIn(const std::filesystem::path& folder)
{
    return evaluationFiles(folder, 0);
}

std::vector<std::filesystem::path> evaluationFilesBelow(const std::filesystem::path& folder)
{
    return evaluationFiles(folder, deepestFolder);
}

std::vector<std::filesystem::path> checkpointsBelow(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> folders;
    walk(folder, deepestFolder, [&](const std::filesystem::path& file, const std::string& name) {
        if (name == "adapter_config.json") {
            folders.push_back(file.parent_path());
        }
    });
    std::sort(folders.begin(), folders.end());
    return folders;
}

} // namespace dpl::inspection
