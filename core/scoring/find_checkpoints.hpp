#pragma once

#include "records/found_checkpoint.hpp"

#include <filesystem>
#include <vector>

namespace dpl::scoring {

/// Describes one. What is wrong with it is in `error`.
records::FoundCheckpoint describeCheckpoint(const std::filesystem::path& folder);

/// Every PEFT folder below `root`, itself included, at most eight deep, not in hidden folders and not in the
/// checkpoints of a training on its way; by path. Nothing if there is no such folder.
std::vector<records::FoundCheckpoint> findCheckpoints(const std::filesystem::path& root);

} // namespace dpl::scoring
