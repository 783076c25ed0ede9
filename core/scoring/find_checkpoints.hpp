#pragma once

#include "records/found_checkpoint.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace dpl::scoring {

/// The head of a model in a folder: as its run says, or else as records::headOfFolder does.
std::optional<preference::RewardHead> namedHeadOf(const std::filesystem::path& folder);

/// Describes one. What is wrong with it is in `error`.
records::FoundCheckpoint describeCheckpoint(const std::filesystem::path& folder);

/// Every PEFT folder below `root`, itself included, at most eight deep, not in hidden folders and not in the
/// checkpoints of a training on its way; by path. Nothing if there is no such folder.
std::vector<records::FoundCheckpoint> findCheckpoints(const std::filesystem::path& root);

} // namespace dpl::scoring
