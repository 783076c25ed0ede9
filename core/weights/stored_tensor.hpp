#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// Weight files of the Hugging Face ecosystem and of llama.cpp, read where they lie. Nothing in them is trusted: every
/// length, offset and shape is checked before it is used.
namespace dpl::weights {

/// How the numbers of a tensor are stored. The quantised ones are llama.cpp's blocks along a row.
enum class StorageType {
    f64,
    f32,
    f16,
    bf16,
    i64,
    i32,
    i16,
    i8,
    u8,
    boolean,
    q8_0,
    q4_0,
    q4_1,
    q5_0,
    q5_1,
    q4_k,
    q5_k,
    q6_k,
    q2_k,
    q3_k,
    iq4_nl,
    iq4_xs,
    mxfp4,
    // Known so that a file with such a tensor can be opened; they cannot be dequantised.
    u16,
    u32,
    u64,
    c64,
    f8_e4m3,
    f8_e5m2,
    f8_e4m3fnuz,
    f8_e5m2fnuz,
    f8_e8m0,
    f6_e2m3,
    f6_e3m2,
    f4
};

/// "F32", "BF16", "Q4_K", ... as the files spell them.
std::string toString(StorageType type);

/// Blocks of `elements` numbers take `bytes` bytes; 1 element for plain types.
struct BlockLayout {
    std::size_t elements;
    std::size_t bytes;
};
BlockLayout blockLayout(StorageType type);

/// The bytes that a tensor of this shape takes. Nothing if there is none: an extent is negative, the last one is no
/// multiple of a block, or the number of elements or bytes does not fit 63 bits (empty extents counted as 1, so that
/// every partial product of the shape fits as well).
std::optional<std::size_t> storedBytes(StorageType type, std::span<const std::int64_t> shape);

/// Whether its numbers can be dequantised to float32: not integers, booleans, complex numbers, floats below 16 bits.
bool isReal(StorageType type);

/// A tensor as it lies in a file, row-major, outermost dimension first. Its bytes live as long as the file object.
struct StoredTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    StorageType type = StorageType::f32;
    std::span<const std::byte> bytes;

    std::int64_t elements() const; ///< product of the shape; 1 for a scalar
    std::int64_t rows() const; ///< product of all dimensions but the last
    std::int64_t columns() const; ///< the last dimension; 1 for a scalar
};

/// "[512, 64]"
std::string shapeText(std::span<const std::int64_t> shape);

/// The numbers of the tensor's rows [first, first + count) as float32, into out [count * columns()]. Exact for types up
/// to float32; quantised blocks by ggml's formulas, to the same bits as its reference. Runs on the calling thread.
/// Throws Error naming the tensor if its type is not real; the range and the size of `out` are the caller's promise.
void dequantiseRows(const StoredTensor& tensor, std::int64_t first, std::int64_t count, std::span<float> out);

/// The whole tensor, on the OpenMP threads of the calling thread.
void dequantise(const StoredTensor& tensor, std::span<float> out);

} // namespace dpl::weights
