#pragma once

#include "places/shell.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::places {

/// What a mirror leaves out, as patterns of names at any depth; a folder's ends with '/'. Of `models`, weights are in.
std::vector<std::string> leftOutOfMirror(Fetch what);

/// Whether a path below a job's folder ("checkpoints/step-100/adapter.safetensors") is left out, and so left alone in
/// the mirror. place.json always is.
bool isLeftOut(const std::filesystem::path& relative, Fetch what);

/// Makes a folder for a mirror. Throws Error if it holds other things: what is not on the host would be removed.
void prepareMirror(const std::filesystem::path& mirror);

/// Removes weights that were fetched of an earlier run than the one whose run.json now lies over them: older than it,
/// by the host's own clock.
void removeOutdatedModels(const std::filesystem::path& mirror);

} // namespace dpl::places
