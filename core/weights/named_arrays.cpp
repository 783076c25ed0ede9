#include "weights/named_arrays.hpp"

#include "base/error.hpp"
#include "weights/weight_file.hpp"

#include <cstdint>
#include <span>
#include <utility>

namespace dpl::weights {

void writeArrays(const std::filesystem::path& file, const NamedArrays& arrays)
{
    std::vector<NamedTensor> tensors;
    for (const auto& [name, values] : arrays) {
        tensors.push_back(
            {name, {static_cast<std::int64_t>(values.size())}, StorageType::f32, std::as_bytes(std::span(values))});
    }
    writeSafetensors(file, tensors);
}

NamedArrays readArrays(const std::filesystem::path& file)
{
    const auto weights = openSafetensors(file);
    NamedArrays arrays;
    for (const StoredTensor& tensor : weights->tensors()) {
        if (tensor.type != StorageType::f32) {
            throw Error(
                file.string() + ": array " + tensor.name + " is of type " + toString(tensor.type) + " instead of F32");
        }
        std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
        dequantise(tensor, values);
        arrays.emplace(tensor.name, std::move(values));
    }
    return arrays;
}

} // namespace dpl::weights
