#pragma once

#include "backbone/score_layer.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Classifiers with several labels, one of which is the reward: which one, people say by its name or number.
namespace dpl::scoring {

/// In place of a label: the outputs are all of one head, by their number, as those of models trained here.
inline constexpr const char* allLabels = "all";

/// The labels of a model with several outputs of which one is to be chosen: of a classifier or a model with a value
/// head that no training here made. Empty for others, whose outputs are all of one head: those that a run, a record or
/// their folder's name says the head of, and adapters with a score layer, as the reference saves them.
std::vector<std::string> labelsOf(const std::filesystem::path& folder, int outputs, backbone::HeadKind kind);

/// The number of the output that `label` names, of those of the model in `folder`; nothing: all of them are one head's.
/// Throws Error that lists them if none is named, or one that there is not.
std::optional<int> rewardOutput(
    const std::filesystem::path& folder, const std::vector<std::string>& labels, int outputs, const std::string& label);

} // namespace dpl::scoring
