#include "training/training_checkpoint.hpp"

#include "base/checkpoints.hpp"
#include "base/json_text.hpp"

namespace dpl::training {

Json TrainingSums::toJson() const
{
    Json json;
    json["steps"] = steps;
    json["last_evaluated"] = lastEvaluated;
    json["held_out"] = heldOut.toJson();
    json["data"] = data;
    json["loss_sum"] = lossSum;
    json["right_sum"] = rightSum;
    json["comparisons"] = comparisons;
    json["interval_steps"] = intervalSteps;
    json["interval_loss"] = intervalLoss;
    json["interval_right"] = intervalRight;
    json["interval_comparisons"] = intervalComparisons;
    json["interval_outputs"] = intervalOutputs.toJson();
    return json;
}

TrainingSums TrainingSums::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    TrainingSums sums;
    sums.steps = json.integer("steps");
    sums.lastEvaluated = json.integer("last_evaluated");
    if (json.has("held_out")) {
        sums.heldOut = HeldOutProgress::fromJson(json.value("held_out"), json.at("held_out"));
    }
    sums.data = json.string("data");
    sums.lossSum = json.number("loss_sum");
    sums.rightSum = json.number("right_sum");
    sums.comparisons = json.integer("comparisons");
    sums.intervalSteps = json.integer("interval_steps");
    sums.intervalLoss = json.number("interval_loss");
    sums.intervalRight = json.number("interval_right");
    sums.intervalComparisons = json.integer("interval_comparisons");
    if (json.has("interval_outputs")) {
        sums.intervalOutputs =
            preference::OutputAverages::fromJson(json.value("interval_outputs"), json.at("interval_outputs"));
    }
    return sums;
}

void writeTrainingState(const std::filesystem::path& folder, const backbone::RewardModel& model,
    const RewardTrainer& trainer, const TrainingSums& sums)
{
    model.save(folder / "model");
    trainer.saveOptimizer(folder / "optimizer.safetensors");
    writeJsonFile(folder / "state.json", sums.toJson());
}

TrainingSums readTrainingSums(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / "state.json";
    return TrainingSums::fromJson(readJsonFile(file), file.string());
}

void keepBestModel(const std::filesystem::path& checkpoints, std::int64_t step, const backbone::RewardModel& model)
{
    // A checkpoint is written before each evaluation, so that two of them can have two other best ones at most.
    constexpr std::size_t kept = 3;
    writeCheckpoint(
        checkpoints / "best", step, [&](const std::filesystem::path& folder) { model.save(folder / "model"); }, kept);
}

std::filesystem::path bestModelFolder(const std::filesystem::path& checkpoints, std::int64_t step)
{
    return checkpoints / "best" / ("step-" + std::to_string(step)) / "model";
}

} // namespace dpl::training
