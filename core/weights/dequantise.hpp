#pragma once

#include <cstddef>

// The loops behind dequantiseRows and dequantise: `blocks` blocks (numbers, for plain types) at any address to float32.
// They neither throw nor allocate, and give the same bits on every CPU, whether or not denormals are flushed.
namespace dpl::weights {

using DequantiseFunction = void (*)(const std::byte* stored, std::size_t blocks, float* out);

void dequantiseF64(const std::byte* stored, std::size_t blocks, float* out); ///< rounded to nearest
void dequantiseF32(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseF16(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseBf16(const std::byte* stored, std::size_t blocks, float* out);

// ggml's blocks, whose formulas are in ggml_blocks.cpp.
void dequantiseQ8_0(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseQ4_0(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseQ4_1(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseQ5_0(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseQ5_1(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseQ4_K(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseQ5_K(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseQ6_K(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseQ2_K(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseQ3_K(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseIQ4_NL(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseIQ4_XS(const std::byte* stored, std::size_t blocks, float* out);
void dequantiseMXFP4(const std::byte* stored, std::size_t blocks, float* out);

} // namespace dpl::weights
