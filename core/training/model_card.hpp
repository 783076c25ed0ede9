#pragma once

#include "training/train.hpp"

#include <filesystem>
#include <string>

namespace dpl::training {

/// README.md of a trained model's folder, as peft and the hub have it: its backbone, data, head and numbers, and Python
/// that loads it with transformers and peft and makes of its outputs what they mean. A function of its arguments alone.
/// `baseModel`: what adapter_config.json calls the backbone.
std::string modelCard(const TrainingParams& params, const TrainingResult& result, const std::string& baseModel);

} // namespace dpl::training
