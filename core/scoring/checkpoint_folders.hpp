#pragma once

#include <filesystem>
#include <vector>

namespace dpl::scoring {

/// Whether a folder holds a reward model: an adapter, by its adapter_config.json alone, or a whole model whose
/// config.json says that it is one (a sequence classifier, or OpenRLHF's), or that has a value head beside it.
bool isCheckpoint(const std::filesystem::path& folder);

/// Those that `folder` is or holds directly, by path, found by a single look into it; hidden ones are left out. For
/// where somebody waits and drives may be slow; nothing but small configs is read. Nothing if there is no such folder.
std::vector<std::filesystem::path> checkpointsDirectlyIn(const std::filesystem::path& folder);

} // namespace dpl::scoring
