#pragma once

#include "base/json.hpp"
#include "training/reward_trainer.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace dpl::training {

/// What a training has added up.
struct TrainingSums {
    std::int64_t steps = 0; ///< done
    std::int64_t lastEvaluated = -1; ///< the step after which held-out rows were evaluated last
    std::string data; ///< a hash of what is trained on
    double lossSum = 0.0; ///< over steps
    double rightSum = 0.0; ///< comparisons that were right
    std::int64_t comparisons = 0;
    // Since the last line of metrics:
    std::int64_t intervalSteps = 0;
    double intervalLoss = 0.0;
    double intervalRight = 0.0;
    std::int64_t intervalComparisons = 0;

    Json toJson() const;
    static TrainingSums fromJson(const Json& value, const std::string& source);
};

/// Fills a checkpoint's folder: model/, optimizer.safetensors, state.json.
void writeTrainingState(const std::filesystem::path& folder, const backbone::RewardModel& model,
    const RewardTrainer& trainer, const TrainingSums& sums);

/// state.json of a checkpoint.
TrainingSums readTrainingSums(const std::filesystem::path& folder);

} // namespace dpl::training
