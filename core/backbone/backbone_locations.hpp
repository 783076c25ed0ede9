#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::backbone {

/// The snapshot of a model of that name ("gpt2", "meta-llama/Llama-2-7b-hf", "ORG/NAME@REVISION") in the Hugging Face
/// cache, if there is one (hub::cachedSnapshot).
std::optional<std::filesystem::path> cachedBackbone(const std::string& name);

/// A folder or file of that name if there is one, else the model of that name in the Hugging Face cache if it is there.
/// Throws Error with the command that fetches it for a name ORG/NAME that is neither; another name is returned as it
/// is.
std::filesystem::path locateBackbone(const std::string& name);

/// Every backbone at or below some places: folders with a config.json and weights, GGUF files, and the snapshots of
/// Hugging Face caches; sorted by path, each once. Folders that cannot be read are passed over. At most six levels
/// deep. Throws Stopped when stopped.
std::vector<std::filesystem::path> findBackbones(
    const std::vector<std::filesystem::path>& places, std::stop_token stop = {});

} // namespace dpl::backbone
