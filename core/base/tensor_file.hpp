#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dpl {

/// Named arrays of float32, written and read as a safetensors file (an 8-byte little-endian header length, a JSON header,
/// the data), so that any tool of the Python world opens it. Written whole or not at all.
using NamedArrays = std::map<std::string, std::vector<float>>;

void writeArrays(const std::filesystem::path& file, const NamedArrays& arrays);

/// Throws Error naming the file if it is truncated, its header lies, or it holds another type.
NamedArrays readArrays(const std::filesystem::path& file);

} // namespace dpl
