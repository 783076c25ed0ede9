#pragma once

#include "backbone/reward_model.hpp"

namespace dpl::backbone {

/// Writes a model of which every weight was trained as a folder that transformers loads as a sequence classifier:
/// config.json of the backbone with the number of labels, model.safetensors with the score layer, and the tokenizer's
/// files.
void saveClassifier(const RewardModel::Parts& parts, const std::filesystem::path& folder);

} // namespace dpl::backbone
