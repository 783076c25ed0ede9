#pragma once

#include "backbone/reward_model.hpp"
#include "training/training_params.hpp"

#include <filesystem>
#include <optional>

namespace dpl::training {

/// The folder of a run's trained model, below its own, as the reference names it: {last part of
/// referenceFolder}_peft_last_checkpoint, or ..._last_checkpoint after full fine-tuning.
std::string modelFolderName(const TrainingParams& params);

/// Without which that folder is not whole.
std::string modelFileName(const TrainingParams& params);

/// The model that params.startFrom names, a run's folder or the model's own, and the run that made it, where there is
/// one.
struct StartModel {
    std::filesystem::path folder;
    std::optional<std::filesystem::path> run;
};

/// Throws Error if there is no such model, or its run has not finished, or it has another head or was trained otherwise
/// (full fine-tuning or an adapter) than params say. Weights are not looked at.
StartModel findStartModel(const TrainingParams& params);

/// Puts the trained adapter and score layer on a model that has a new adapter. Throws Error naming what differs: rank,
/// scale, layers, outputs.
void startFromAdapter(backbone::RewardModel& model, const std::filesystem::path& adapter);

} // namespace dpl::training
