#include "evaluation/found_checkpoint.hpp"

#include "backbone/adapter.hpp"
#include "base/error.hpp"
#include "evaluation/output_columns.hpp"
#include "training/training_run.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>

namespace dpl::evaluation {

namespace {

namespace fs = std::filesystem;

constexpr int deepestFolder = 8;

/// Rows of the score layer, from the file's header.
int scoreOutputs(const fs::path& folder)
{
    std::error_code ignored;
    fs::path file = folder / "adapter_model.safetensors";
    if (!fs::exists(file, ignored)) {
        file = folder / "adapter_model.bin";
    }
    const auto weights = weights::openWeightFile(file);
    for (const weights::StoredTensor& tensor : weights->tensors()) {
        const std::string& name = tensor.name;
        const bool isScore =
            name.find(".score.") != std::string::npos && name.find("original_module") == std::string::npos;
        if (isScore && tensor.shape.size() == 2) {
            return static_cast<int>(tensor.shape.front());
        }
    }
    return 0;
}

void readRun(FoundCheckpoint& found)
{
    for (const fs::path& folder : {found.folder.parent_path(), found.folder}) {
        std::error_code ignored;
        if (!fs::exists(folder / "run.json", ignored)) {
            continue;
        }
        try {
            const training::TrainingParams params = training::readParams(folder);
            found.run = folder;
            found.trainSet = data::dataSubsetFromString(params.dataSubset);
            found.seed = params.seed;
            found.hiddenContextRatio = params.hiddenContextRatio;
            found.dataPath = params.dataPath;
            found.maxLength = params.maxLength;
        } catch (const Error&) {
            found.run.clear(); // of another kind or version: the folder's name says what there is to know
        }
        return;
    }
}

} // namespace

preference::RewardHead FoundCheckpoint::head() const
{
    return headOf(outputs);
}

std::string FoundCheckpoint::title() const
{
    if (outputs == 0) {
        return folder.filename().string();
    }
    const std::string head = paperName(headOf(outputs));
    if (!trainSet) {
        return head + ", " + folder.filename().string();
    }
    std::string title = head + ", " + paperName(*trainSet);
    if (!run.empty()) {
        title += ", seed " + std::to_string(seed);
    }
    return title;
}

std::string FoundCheckpoint::columnName() const
{
    return trainSet && outputs > 0 ? evaluation::columnName({headOf(outputs), *trainSet}) : folder.filename().string();
}

FoundCheckpoint describeCheckpoint(const fs::path& folder)
{
    FoundCheckpoint found;
    found.folder = folder;
    readRun(found);
    if (!found.trainSet) {
        if (const auto model = modelOfFolder(folder)) {
            found.trainSet = model->trainSet;
        }
    }
    try {
        found.backbone = backbone::readAdapterConfig(folder).baseModel;
        found.outputs = scoreOutputs(folder);
        if (found.outputs == 0) {
            found.error = "it has no score layer, so it is no reward model";
        }
    } catch (const Error& error) {
        found.error = error.what();
    }
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with("eval_results_") && (name.ends_with(".jsonl") || name.ends_with(".jsonl.gz"))) {
            found.evaluations.push_back(entry->path());
        }
    }
    std::sort(found.evaluations.begin(), found.evaluations.end());
    return found;
}

std::vector<FoundCheckpoint> findCheckpoints(const fs::path& root)
{
    std::vector<fs::path> folders;
    std::error_code error;
    if (!fs::is_directory(root, error)) {
        return {};
    }
    const auto isOne = [](const fs::path& folder) {
        std::error_code ignored;
        return fs::exists(folder / "adapter_config.json", ignored);
    };
    if (isOne(root)) {
        folders.push_back(root);
    }
    fs::recursive_directory_iterator entry(root, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (!entry->is_directory(ignored)) {
            continue;
        }
        const std::string name = entry->path().filename().string();
        if (name.starts_with('.') || name == "checkpoints" || entry.depth() >= deepestFolder) {
            entry.disable_recursion_pending();
        } else if (isOne(entry->path())) {
            folders.push_back(entry->path());
            entry.disable_recursion_pending();
        }
    }
    std::sort(folders.begin(), folders.end());
    std::vector<FoundCheckpoint> found;
    for (const fs::path& folder : folders) {
        found.push_back(describeCheckpoint(folder));
    }
    return found;
}

} // namespace dpl::evaluation
