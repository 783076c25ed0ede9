#pragma once

#include <cstddef>

// The loops behind widenRows and widen: `blocks` blocks (numbers, for plain types) at any address to float32. They
// neither throw nor allocate, and give the same bits on every CPU, whether or not denormals are flushed.
namespace dpl::weights {

using WidenFunction = void (*)(const std::byte* stored, std::size_t blocks, float* out);

void widenF64(const std::byte* stored, std::size_t blocks, float* out); ///< rounded to nearest
void widenF32(const std::byte* stored, std::size_t blocks, float* out);
void widenF16(const std::byte* stored, std::size_t blocks, float* out);
void widenBf16(const std::byte* stored, std::size_t blocks, float* out);

// ggml's blocks, whose formulas are in ggml_blocks.cpp.
void widenQ8_0(const std::byte* stored, std::size_t blocks, float* out);
void widenQ4_0(const std::byte* stored, std::size_t blocks, float* out);
void widenQ4_1(const std::byte* stored, std::size_t blocks, float* out);
void widenQ5_0(const std::byte* stored, std::size_t blocks, float* out);
void widenQ5_1(const std::byte* stored, std::size_t blocks, float* out);
void widenQ4_K(const std::byte* stored, std::size_t blocks, float* out);
void widenQ5_K(const std::byte* stored, std::size_t blocks, float* out);
void widenQ6_K(const std::byte* stored, std::size_t blocks, float* out);

} // namespace dpl::weights
