#pragma once

#include "base/json.hpp"
#include "training/held_out_progress.hpp"
#include "training/reward_trainer.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace dpl::training {

/// What a training has added up.
struct TrainingSums {
    std::int64_t steps = 0; ///< done
    std::int64_t lastEvaluated = -1; ///< the step after which held-out rows were evaluated last
    HeldOutProgress heldOut;
    std::string data; ///< a hash of what is trained on
    double lossSum = 0.0; ///< over steps
    double rightSum = 0.0; ///< comparisons that were right
    std::int64_t comparisons = 0;
    // Since the last line of metrics:
    std::int64_t intervalSteps = 0;
    double intervalLoss = 0.0;
    double intervalRight = 0.0;
    std::int64_t intervalComparisons = 0;
    preference::OutputAverages intervalOutputs; ///< from where an earlier version's training was resumed

    Json toJson() const;
    static TrainingSums fromJson(const Json& value, const std::string& source);
};

/// Fills a checkpoint's folder: model/, optimizer.safetensors, state.json.
void writeTrainingState(const std::filesystem::path& folder, const backbone::RewardModel& model,
    const RewardTrainer& trainer, const TrainingSums& sums);

/// state.json of a checkpoint.
TrainingSums readTrainingSums(const std::filesystem::path& folder);

/// Keeps the best model beside the checkpoints, and those that are the best ones by the checkpoints that are there.
void keepBestModel(const std::filesystem::path& checkpoints, std::int64_t step, const backbone::RewardModel& model);

/// Where the model that was the best one after a step is kept.
std::filesystem::path bestModelFolder(const std::filesystem::path& checkpoints, std::int64_t step);

} // namespace dpl::training
