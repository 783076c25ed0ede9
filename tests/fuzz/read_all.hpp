#pragma once

#include "base/error.hpp"
#include "weights/stored_tensor.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace dpl::test {

/// Opens a file and uses all that it gives: what is promised of tensors is checked, and every real number dequantised.
/// An Error is what a damaged file should give; anything else is a finding.
template <typename F> void readAll(F&& open)
{
    try {
        const std::vector<weights::StoredTensor> tensors = open();
        std::unordered_set<std::string> names;
        std::vector<float> values;
        for (const weights::StoredTensor& tensor : tensors) {
            if (!names.insert(tensor.name).second
                || weights::storedBytes(tensor.type, tensor.shape) != tensor.bytes.size()) {
                std::abort();
            }
            if (!weights::isReal(tensor.type)) {
                continue;
            }
            values.resize(static_cast<std::size_t>(tensor.elements()));
            weights::dequantise(tensor, values);
            if (tensor.rows() > 0) {
                weights::dequantiseRows(tensor, tensor.rows() - 1, 1, values);
            }
        }
    } catch (const Error&) {
    }
}

} // namespace dpl::test
