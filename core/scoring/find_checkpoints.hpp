#pragma once

#include "records/found_checkpoint.hpp"
#include "runs/folder_index.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace dpl::scoring {

/// The head of a model in a folder: as its run says, or else as records::headOfFolder does.
std::optional<preference::RewardHead> namedHeadOf(const std::filesystem::path& folder);

/// The folder of the training that made a model; empty for one from elsewhere.
std::filesystem::path runOf(const std::filesystem::path& folder);

/// Describes one, by its configs and the headers of its weights. What is wrong with it is in `error`.
records::FoundCheckpoint describeCheckpoint(const std::filesystem::path& folder);

/// Checkpoints, for an index: PEFT folders and models with a score layer or a value head at most eight deep, none of
/// which lies in another (but in the folder where the walk begins), not in the checkpoints of a training on its way.
std::shared_ptr<const runs::KindOf<records::FoundCheckpoint>> foundCheckpoints();

/// Every checkpoint below `root`, itself included, by path. Nothing if there is no such folder. Throws Stopped.
std::vector<records::FoundCheckpoint> findCheckpoints(
    const std::filesystem::path& root, const std::stop_token& stop = {});

} // namespace dpl::scoring
