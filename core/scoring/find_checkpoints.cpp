#include "scoring/find_checkpoints.hpp"

#include "backbone/adapter.hpp"
#include "backbone/score_layer.hpp"
#include "backbone/weight_source.hpp"
#include "base/error.hpp"
#include "base/json_numbers.hpp"
#include "records/evaluation_record.hpp"
#include "records/head_record.hpp"
#include "runs/run_names.hpp"
#include "runs/run_result.hpp"
#include "scoring/reward_label.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>

namespace dpl::scoring {

namespace {

namespace fs = std::filesystem;

/// What a file's header tells of a head.
struct SeenHead {
    int outputs = 0;
    backbone::HeadKind kind = backbone::HeadKind::none;
};

/// A tensor's name within the model, without what wrappers put before it.
std::string_view nameInModel(std::string_view name)
{
    for (const std::string_view prefix : {"base_model.model.", "_orig_mod.", "module."}) {
        name.remove_prefix(name.starts_with(prefix) ? prefix.size() : 0);
    }
    return name;
}

SeenHead headIn(const weights::WeightFile& file, const backbone::HeadConfig& config)
{
    const auto find = [&](const std::string& name) -> const weights::StoredTensor* {
        for (const weights::StoredTensor& tensor : file.tensors()) {
            const std::string_view seen = nameInModel(tensor.name);
            const bool isSaved = name == "score.weight" && seen == "score.modules_to_save.default.weight";
            if ((seen == name || isSaved) && tensor.shape.size() == 2) {
                return &tensor;
            }
        }
        return nullptr;
    };
    const auto name = backbone::headWeight(config, [&](const std::string& tensor) { return find(tensor) != nullptr; });
    return name ? SeenHead{static_cast<int>(find(*name)->shape.front()), backbone::headKind(*name)} : SeenHead();
}

/// Of the files in the folder, or of one beside them.
SeenHead headOf(const fs::path& folder, const backbone::HeadConfig& config)
{
    SeenHead head;
    if (backbone::isAdapter(folder)) {
        std::error_code ignored;
        const fs::path file = folder / "adapter_model.safetensors";
        head =
            headIn(*weights::openWeightFile(fs::exists(file, ignored) ? file : folder / "adapter_model.bin"), config);
    } else {
        for (const auto& file : weights::openWeights(folder)) {
            head = head.outputs == 0 ? headIn(*file, config) : head;
        }
    }
    if (const auto beside = backbone::valueHeadFile(folder); beside && head.outputs == 0) {
        head = headIn(*weights::openWeightFile(*beside), config);
    }
    std::error_code ignored;
    if (head.outputs == 0 && backbone::isAdapter(folder)) { // the backbone's own, where it is a classifier
        const fs::path backbone = backbone::backboneOf(folder, backbone::readAdapterConfig(folder));
        if (fs::is_directory(backbone, ignored) && !backbone::isAdapter(backbone)) {
            head = headOf(backbone, backbone::readHeadConfig(backbone));
        }
    }
    return head;
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
        const bool isAdapter = backbone::isAdapter(folder);
        const backbone::HeadConfig config = isAdapter ? backbone::HeadConfig() : backbone::readHeadConfig(folder);
        found.backbone = isAdapter ? backbone::readAdapterConfig(folder).baseModel : folder.string();
        const SeenHead head = headOf(folder, config);
        found.outputs = head.outputs;
        found.isPublished = !found.namedHead && (!isAdapter || head.kind == backbone::HeadKind::valueHead);
        found.labels = labelsOf(folder, head.outputs, head.kind);
        if (found.outputs == 0) {
            found.error = "it has no score layer, so it is not a reward model";
        } else if (!isAdapter) {
            backbone::readConfig(folder); // throws where such a model is not supported
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

constexpr const char* wholeWeights[]{
    "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"};

bool mayHoldModel(const runs::SeenFolder& folder)
{
    return folder.holds(backbone::adapterConfigName)
        || (folder.holds("config.json")
            && std::any_of(std::begin(wholeWeights), std::end(wholeWeights),
                [&](const char* name) { return folder.holds(name); }));
}

class FoundCheckpoints final : public runs::KindOf<records::FoundCheckpoint> {
public:
    std::vector<fs::path> in(const runs::SeenFolder& folder) const override
    {
        if (!mayHoldModel(folder) || folder.isWithin("checkpoints")) {
            return {};
        }
        for (const runs::SeenFolder* above = folder.above; above && above->above; above = above->above) {
            if (mayHoldModel(*above)) {
                return {};
            }
        }
        return {folder.path};
    }

    std::vector<fs::path> dependencies(const fs::path& found) const override
    {
        const fs::path evaluations = found / records::evaluationsFolder;
        std::vector<fs::path> all{found, evaluations, found / backbone::adapterConfigName,
            found / "adapter_model.safetensors", found / "adapter_model.bin", found / "config.json",
            found / "value_head.safetensors", found / "value_head.bin", found / "run.json", found / "notes.json",
            found.parent_path() / "run.json", found.parent_path() / "notes.json"};
        for (const char* name : wholeWeights) {
            all.push_back(found / name);
        }
        const auto further = sortedEntries(evaluations);
        all.insert(all.end(), further.begin(), further.end());
        return all;
    }

protected:
    std::shared_ptr<const records::FoundCheckpoint> read(const fs::path& found, const fs::path&) const override
    {
        auto checkpoint = std::make_shared<const records::FoundCheckpoint>(describeCheckpoint(found));
        const bool isLanguageModel = checkpoint->outputs == 0 && !backbone::isAdapter(found);
        return isLanguageModel ? nullptr : checkpoint;
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
