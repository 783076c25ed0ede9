#pragma once

#include <filesystem>
#include <vector>

namespace dpl::scoring {

/// Whether a folder holds a PEFT adapter, by its adapter_config.json alone.
bool isCheckpoint(const std::filesystem::path& folder);

/// The PEFT folders that `folder` is or holds directly, by path, found by a single look into it; hidden ones are left
/// out. For where somebody waits and drives may be slow; nothing is read. Nothing if there is no such folder.
std::vector<std::filesystem::path> checkpointsDirectlyIn(const std::filesystem::path& folder);

} // namespace dpl::scoring
