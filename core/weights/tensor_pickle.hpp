#pragma once

#include "weights/stored_tensor.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::weights {

/// A tensor as a pickle describes it; nothing of it is checked against the storage yet. Texts point into the pickle.
struct PickledTensor {
    std::string_view name;
    std::string_view storage; ///< its key
    StorageType type = StorageType::f32;
    std::int64_t storageElements = 0;
    std::int64_t offset = 0; ///< in elements, as the strides
    std::vector<std::int64_t> sizes;
    std::vector<std::int64_t> strides;
};

/// Interprets a pickle (protocol 2 to 5) of what torch.save writes for a dict of tensors: an OrderedDict or dict from
/// names to tensors and parameters. Nothing is looked up or called: whatever else it asks for is an error that names
/// it. So are dicts within the dict and other values, with what to do. Time and memory are bounded by the pickle's
/// length, which is bounded itself. `source` names the pickle in errors.
std::vector<PickledTensor> readTensorPickle(std::span<const std::byte> pickle, const std::string& source);

} // namespace dpl::weights
