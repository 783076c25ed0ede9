#pragma once

#include <cstdint>
#include <filesystem>

namespace dpl::demo {

/// Writes a backbone's folder: config.json, model.safetensors, and the tokenizer that was made for the demonstration's
/// words. A Llama of two layers with random weights: it knows nothing of language, but its random features of a text
/// suffice to learn from.
void writeTinyBackbone(std::uint64_t seed, const std::filesystem::path& folder);

} // namespace dpl::demo
