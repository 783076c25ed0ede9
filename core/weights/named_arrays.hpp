#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dpl::weights {

/// Named arrays of float32, written and read as a safetensors file, so that any tool of the Python world opens them.
using NamedArrays = std::map<std::string, std::vector<float>>;

/// Whole or not at all; each array has one dimension.
void writeArrays(const std::filesystem::path& file, const NamedArrays& arrays);

/// Of any shape, row by row. Throws Error naming the file if it is damaged or holds another type.
NamedArrays readArrays(const std::filesystem::path& file);

} // namespace dpl::weights
