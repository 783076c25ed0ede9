#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace dpl {

/// When a job saves what it needs to go on, and where. Not part of its parameters: it does not change results.
struct CheckpointPolicy {
    std::filesystem::path folder; ///< of step-N folders; empty: none are written
    double everySeconds = 30.0;
    bool resume = false; ///< go on from the newest one that is whole
};

/// Writes folder/step-N by filling a hidden folder beside it and renaming that. When it is on the disk for certain,
/// later ones and all but the newest `keep` are removed. Throws what `fill` throws, and Error; the others are as they
/// were then.
void writeCheckpoint(const std::filesystem::path& folder, std::int64_t step,
    const std::function<void(const std::filesystem::path&)>& fill, std::size_t keep = 2);

/// The step-N folders, newest first; none if there is no such folder. Throws FileError if it cannot be read.
std::vector<std::filesystem::path> listCheckpoints(const std::filesystem::path& folder);

} // namespace dpl
