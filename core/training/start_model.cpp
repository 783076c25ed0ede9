#include "training/start_model.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "hub/named_files.hpp"
#include "runs/run_result.hpp"
#include "scoring/find_checkpoints.hpp"
#include "training/training_run.hpp"

#include <algorithm>

namespace dpl::training {

namespace {

namespace fs = std::filesystem;

bool isThere(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

/// "layers.0.q_proj, layers.1.q_proj and 30 more"
std::string listed(const std::vector<std::string>& names)
{
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    return names.size() <= most ? text : text + " and " + std::to_string(names.size() - most) + " more";
}

std::vector<std::string> namesMissing(
    const std::vector<backbone::AdaptedLayer>& from, const std::vector<backbone::AdaptedLayer>& in)
{
    std::vector<std::string> missing;
    for (const backbone::AdaptedLayer& layer : from) {
        const bool isThere =
            std::any_of(in.begin(), in.end(), [&](const auto& other) { return other.name == layer.name; });
        if (!isThere) {
            missing.push_back(layer.name);
        }
    }
    return missing;
}

void require(bool holds, const fs::path& folder, const std::string& what)
{
    if (!holds) {
        throw Error("start_from: the adapter in " + folder.string() + " " + what);
    }
}

std::string scaleText(const backbone::LoraConfig& lora)
{
    return formatLikePython(lora.alpha) + (lora.rankStabilized ? " with use_rslora" : "");
}

} // namespace

std::string modelFolderName(const TrainingParams& params)
{
    return referenceFolder(params).filename().string()
        + (params.fullFineTuning ? "_last_checkpoint" : "_peft_last_checkpoint");
}

std::string modelFileName(const TrainingParams& params)
{
    return params.fullFineTuning ? "model.safetensors" : "adapter_model.safetensors";
}

StartModel findStartModel(const TrainingParams& params)
{
    const auto place = hub::located(params.startFrom, hub::RepositoryKind::model);
    const fs::path named = place.value_or(params.startFrom) / "";
    StartModel start{named.parent_path(), std::nullopt};
    if (isThere(named / "run.json")) {
        const TrainingParams earlier = readParams(start.folder);
        start.run = start.folder;
        start.folder /= modelFolderName(earlier);
        if (!isThere(start.folder / modelFileName(earlier))) {
            throw Error("start_from: the run in " + start.run->string()
                + " has no trained model yet; it must finish before it can be trained further");
        }
    } else if (isThere(start.folder.parent_path() / "run.json")) {
        start.run = start.folder.parent_path();
    }
    const bool isAdapter = backbone::isAdapter(start.folder);
    if (!isAdapter && !isThere(start.folder / "model.safetensors")) {
        throw Error("start_from: " + start.folder.string()
            + " is neither the folder of a finished run nor that of a trained model"
            + (place ? std::string() : hub::fetchAdvice(params.startFrom, hub::RepositoryKind::model)));
    }
    if (isAdapter == params.fullFineTuning) {
        throw Error("start_from: " + start.folder.string()
            + (isAdapter ? " is an adapter; leave out full_fine_tuning to train it further"
                         : " was trained in full; add full_fine_tuning to train it further"));
    }
    const auto head = scoring::namedHeadOf(start.folder);
    if (head && *head != params.head()) {
        throw Error("start_from: " + start.folder.string() + " is a " + preference::toString(*head)
            + " reward model, and reward_model_type is " + params.rewardModelType + "; they must be the same");
    }
    return start;
}

void startFromAdapter(backbone::RewardModel& model, const fs::path& folder)
{
    backbone::Adapter asked = model.adapter();
    const backbone::Adapter trained = backbone::readAdapter(folder);
    require(trained.isPlain(), folder,
        "is more than LoRA on linear layers (DoRA, biases, or layers that are saved whole), which is read and not "
        "trained further");
    const backbone::LoraConfig& before = trained.config.lora;
    const backbone::LoraConfig& now = asked.config.lora;
    require(before.rank == now.rank, folder,
        "has the rank " + std::to_string(before.rank) + ", and lora_r is " + std::to_string(now.rank)
            + "; they must be the same");
    require(before.scale() == now.scale(), folder,
        "has lora_alpha " + scaleText(before) + ", and lora_alpha is " + scaleText(now)
            + " here; they must be the same");
    const std::vector<std::string> unasked = namesMissing(trained.layers, asked.layers);
    require(unasked.empty(), folder,
        "changes " + listed(unasked) + ", which lora_target_modules or the backbone leaves out");
    const std::vector<std::string> untrained = namesMissing(asked.layers, trained.layers);
    require(untrained.empty(), folder, "does not change " + listed(untrained) + ", which lora_target_modules names");
    require(trained.outputs() > 0, folder, "has no score layer, so it is not a reward model");
    require(trained.outputs() == asked.outputs(), folder,
        "has " + std::to_string(trained.outputs()) + " outputs, and the head has " + std::to_string(asked.outputs())
            + "; reward_model_type and its options must be the same");
    asked.layers = trained.layers;
    asked.score = trained.score;
    model.putOn(asked); // which says where shapes do not fit the backbone
}

} // namespace dpl::training
