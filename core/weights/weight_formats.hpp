#pragma once

#include "base/json.hpp"
#include "weights/stored_tensor.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

// What is behind the readers of weight_file.hpp: the content of a file to its tensors, which point into it. `source`
// names the file in errors.
namespace dpl::weights {

/// In the order of their data.
std::vector<StoredTensor> parseSafetensors(std::span<const std::byte> file, const std::string& source);

/// In the order of the pickled dict.
std::vector<StoredTensor> parseTorchArchive(std::span<const std::byte> file, const std::string& source);

struct GgufContent {
    std::uint32_t version = 0;
    Json metadata;
    std::vector<StoredTensor> tensors;
};
GgufContent parseGguf(std::span<const std::byte> file, const std::string& source);

} // namespace dpl::weights
