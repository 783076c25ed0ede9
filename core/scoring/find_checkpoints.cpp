#include "scoring/find_checkpoints.hpp"

#include "backbone/adapter.hpp"
#include "base/error.hpp"
#include "base/json_numbers.hpp"
#include "records/evaluation_record.hpp"
#include "records/head_record.hpp"
#include "runs/run_names.hpp"
#include "runs/run_result.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>

namespace dpl::scoring {

namespace {

namespace fs = std::filesystem;

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

std::vector<fs::path> sortedEntries(const fs::path& folder)
{
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        entries.push_back(entry->path());
    }
    std::sort(entries.begin(), entries.end());
    return entries;
}

std::vector<fs::path> evaluationsIn(const fs::path& folder)
{
    std::vector<fs::path> files = sortedEntries(folder);
    std::erase_if(files, [](const fs::path& file) {
        const std::string name = file.filename().string();
        return !name.starts_with("eval_results_") || !(name.ends_with(".jsonl") || name.ends_with(".jsonl.gz"));
    });
    return files;
}

void readRun(records::FoundCheckpoint& found)
{
    for (const fs::path& folder : {found.folder.parent_path(), found.folder}) {
        std::error_code ignored;
        if (!fs::exists(folder / "run.json", ignored)) {
            continue;
        }
        try {
            const Json json = runs::paramsOf(folder, "training", "a training run");
            const JsonObject params(json, (folder / "run.json").string() + ": params");
            records::FoundCheckpoint trained = found;
            trained.run = folder;
            trained.name = runs::nameOfRunIn(folder).value_or(std::string());
            trained.trainSet = data::dataSubsetFromString(params.string("data_subset", "both"));
            trained.namedHead = preference::findRewardHead(params.string("reward_model_type", ""));
            trained.seed = params.has("seed") ? unsignedInteger(params, "seed") : 0;
            trained.dataPath = params.string("data_path", "");
            trained.columns = params.string("columns", "");
            trained.maxLength = params.integer("max_length", trained.maxLength);
            trained.holdout.share = params.number("holdout_share", 0.0);
            trained.holdout.seed = params.has("holdout_seed") ? unsignedInteger(params, "holdout_seed") : 0;
            if (params.has("hidden_context_ratio")) {
                trained.hiddenContextRatio = params.number("hidden_context_ratio");
            }
            found = std::move(trained);
        } catch (const Error&) { // of another kind or version: the folder's name says what there is to know
        }
        return;
    }
}

} // namespace

std::optional<preference::RewardHead> namedHeadOf(const fs::path& folder)
{
    records::FoundCheckpoint found;
    found.folder = folder;
    readRun(found);
    return found.namedHead ? found.namedHead : records::headOfFolder(folder);
}

fs::path runOf(const fs::path& folder)
{
    records::FoundCheckpoint found;
    found.folder = (folder / "").parent_path();
    readRun(found);
    return found.run;
}

records::FoundCheckpoint describeCheckpoint(const fs::path& folder)
{
    records::FoundCheckpoint found;
    found.folder = folder;
    readRun(found);
    if (!found.trainSet) {
        if (const auto model = records::modelOfFolder(folder)) {
            found.trainSet = model->trainSet;
        }
    }
    try {
        if (!found.namedHead) {
            found.namedHead = records::headOfFolder(folder);
        }
        found.backbone = backbone::readAdapterConfig(folder).baseModel;
        found.outputs = scoreOutputs(folder);
        if (found.outputs == 0) {
            found.error = "it has no score layer, so it is not a reward model";
        }
    } catch (const Error& error) {
        found.error = error.what();
    }
    found.evaluations = evaluationsIn(folder);
    for (const fs::path& further : sortedEntries(folder / records::evaluationsFolder)) {
        const auto more = evaluationsIn(further);
        found.evaluations.insert(found.evaluations.end(), more.begin(), more.end());
    }
    return found;
}

namespace {

constexpr const char* configName = "adapter_config.json";

class FoundCheckpoints final : public runs::KindOf<records::FoundCheckpoint> {
public:
    std::vector<fs::path> in(const runs::SeenFolder& folder) const override
    {
        if (!folder.holds(configName) || folder.isWithin("checkpoints")) {
            return {};
        }
        for (const runs::SeenFolder* above = folder.above; above && above->above; above = above->above) {
            if (above->holds(configName)) {
                return {};
            }
        }
        return {folder.path};
    }

    std::vector<fs::path> dependencies(const fs::path& found) const override
    {
        const fs::path evaluations = found / records::evaluationsFolder;
        std::vector<fs::path> all{found, evaluations, found / configName, found / "adapter_model.safetensors",
            found / "adapter_model.bin", found / "run.json", found / "notes.json", found.parent_path() / "run.json",
            found.parent_path() / "notes.json"};
        const auto further = sortedEntries(evaluations);
        all.insert(all.end(), further.begin(), further.end());
        return all;
    }

protected:
    std::shared_ptr<const records::FoundCheckpoint> read(const fs::path& found, const fs::path&) const override
    {
        return std::make_shared<const records::FoundCheckpoint>(describeCheckpoint(found));
    }
};

} // namespace

std::shared_ptr<const runs::KindOf<records::FoundCheckpoint>> foundCheckpoints()
{
    return std::make_shared<const FoundCheckpoints>();
}

std::vector<records::FoundCheckpoint> findCheckpoints(const fs::path& root, const std::stop_token& stop)
{
    std::vector<records::FoundCheckpoint> found;
    for (const auto& checkpoint : runs::findBelow(root, foundCheckpoints(), stop)) {
        found.push_back(*checkpoint);
    }
    return found;
}

} // namespace dpl::scoring
