#pragma once

// Includes LibTorch: for sources of core only.

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace dpl::backbone {

/// With how many rows a product of `rows` rows is computed: the next multiple of 16, of 32 above 128, of 64 above 256,
/// and so on, at most an eighth more. For each number of rows oneDNN compiles a kernel, and it keeps a thousand of
/// them, up to a megabyte each: few numbers are to occur.
std::int64_t paddedRows(std::int64_t rows);

/// A matrix that stays the same, laid out once for oneDNN's products: a tenth to a half faster than the general
/// product, which lays it out anew each time.
class PackedWeight {
public:
    /// Whether this LibTorch and this machine have such products.
    static bool isSupported();

    PackedWeight() = default;

    /// weight [outputs, inputs], float32, on the CPU
    explicit PackedWeight(const at::Tensor& weight);

    bool isDefined() const { return m_packed.defined(); }

    /// x weight^T + bias; x [rows, inputs], bias [outputs] or undefined.
    at::Tensor multiply(const at::Tensor& x, const at::Tensor& bias) const;

    /// The matrix as it was.
    at::Tensor dense() const { return m_packed.to_dense(); }

private:
    at::Tensor m_packed;
};

} // namespace dpl::backbone
