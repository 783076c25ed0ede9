#include "weights/dequantise.hpp"
#include "weights/dequantise_loops.hpp"

// The formulas are those of dequantize_row_* in ggml-quants.c, in its order of operations; contracted multiplications
// and additions (which the build turns off here) would give other bits. q: the stored integers, d and m: scale and
// minimum.

namespace dpl::weights {

namespace {

using Byte = std::uint8_t;

[[gnu::always_inline]] inline Byte byteAt(const std::byte* address)
{
    return static_cast<Byte>(*address);
}

[[gnu::always_inline]] inline float halfAt(const std::byte* address)
{
    return fromHalf(loadAt<std::uint16_t>(address));
}

[[gnu::always_inline]] inline float asFloat(std::int32_t value)
{
    return static_cast<float>(value);
}

/// The 6-bit scale and minimum number `j` of 8 of a Q4_K or Q5_K block: the first four lie in the low bits of bytes
/// 0..3 and 4..7; of the others, four bits lie in bytes 8..11 and two in the high bits of bytes 0..7.
struct SixBits {
    int scale;
    int minimum;
};
[[gnu::always_inline]] inline SixBits sixBits(const std::byte* scales, int j)
{
    if (j < 4) {
        return {byteAt(scales + j) & 63, byteAt(scales + j + 4) & 63};
    }
    return {(byteAt(scales + j + 4) & 15) | (byteAt(scales + j - 4) >> 6 << 4),
        (byteAt(scales + j + 4) >> 4) | (byteAt(scales + j) >> 6 << 4)};
}

} // namespace

// 32 numbers: d (half), q (32 signed bytes); q d
DPL_TARGET_CLONES void dequantiseQ8_0(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 34, out += 32) {
        const float d = halfAt(stored);
        for (int j = 0; j < 32; ++j) {
            out[j] = asFloat(static_cast<std::int8_t>(stored[2 + j])) * d;
        }
    }
}

// 32 numbers: d (half), q (4 bits each; the low halves of 16 bytes are the first 16); (q - 8) d
DPL_TARGET_CLONES void dequantiseQ4_0(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 18, out += 32) {
        const float d = halfAt(stored);
        for (int j = 0; j < 16; ++j) {
            const int q = byteAt(stored + 2 + j);
            out[j] = asFloat((q & 15) - 8) * d;
            out[j + 16] = asFloat((q >> 4) - 8) * d;
        }
    }
}

// 32 numbers: d, m (halves), q (as above); q d + m
DPL_TARGET_CLONES void dequantiseQ4_1(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 20, out += 32) {
        const float d = halfAt(stored);
        const float m = halfAt(stored + 2);
        for (int j = 0; j < 16; ++j) {
            const int q = byteAt(stored + 4 + j);
            out[j] = asFloat(q & 15) * d + m;
            out[j + 16] = asFloat(q >> 4) * d + m;
        }
    }
}

// 32 numbers: d (half), the fifth bits of all q (32 bits), the lower four (as above); (q - 16) d
DPL_TARGET_CLONES void dequantiseQ5_0(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 22, out += 32) {
        const float d = halfAt(stored);
        const auto high = loadAt<std::uint32_t>(stored + 2);
        for (int j = 0; j < 16; ++j) {
            const int q = byteAt(stored + 6 + j);
            out[j] = asFloat(((q & 15) | static_cast<int>(high >> j << 4 & 16)) - 16) * d;
            out[j + 16] = asFloat(((q >> 4) | static_cast<int>(high >> (j + 12) & 16)) - 16) * d;
        }
    }
}

// 32 numbers: d, m (halves), q (as above); q d + m
DPL_TARGET_CLONES void dequantiseQ5_1(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 24, out += 32) {
        const float d = halfAt(stored);
        const float m = halfAt(stored + 2);
        const auto high = loadAt<std::uint32_t>(stored + 4);
        for (int j = 0; j < 16; ++j) {
            const int q = byteAt(stored + 8 + j);
            out[j] = asFloat((q & 15) | static_cast<int>(high >> j << 4 & 16)) * d + m;
            out[j + 16] = asFloat((q >> 4) | static_cast<int>(high >> (j + 12) & 16)) * d + m;
        }
    }
}

// 256 numbers: d, m (halves), 8 scales and minima (12 bytes), q (4 bits each, 128 bytes: of 32 bytes, the low halves
// are one group of 32 and the high halves the next); q (d scale) - m minimum
DPL_TARGET_CLONES void dequantiseQ4_K(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 144) {
        const float d = halfAt(stored);
        const float m = halfAt(stored + 2);
        const std::byte* q = stored + 16;
        for (int group = 0; group < 8; group += 2, q += 32, out += 64) {
            const SixBits low = sixBits(stored + 4, group);
            const SixBits high = sixBits(stored + 4, group + 1);
            const float lowScale = d * asFloat(low.scale);
            const float lowMinimum = m * asFloat(low.minimum);
            const float highScale = d * asFloat(high.scale);
            const float highMinimum = m * asFloat(high.minimum);
            for (int j = 0; j < 32; ++j) {
                out[j] = lowScale * asFloat(byteAt(q + j) & 15) - lowMinimum;
                out[j + 32] = highScale * asFloat(byteAt(q + j) >> 4) - highMinimum;
            }
        }
    }
}

// 256 numbers: as above, with the fifth bits in 32 bytes before q: bit g of byte j belongs to number j of group g
DPL_TARGET_CLONES void dequantiseQ5_K(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 176) {
        const float d = halfAt(stored);
        const float m = halfAt(stored + 2);
        const std::byte* fifth = stored + 16;
        const std::byte* q = stored + 48;
        for (int group = 0; group < 8; group += 2, q += 32, out += 64) {
            const SixBits low = sixBits(stored + 4, group);
            const SixBits high = sixBits(stored + 4, group + 1);
            const float lowScale = d * asFloat(low.scale);
            const float lowMinimum = m * asFloat(low.minimum);
            const float highScale = d * asFloat(high.scale);
            const float highMinimum = m * asFloat(high.minimum);
            for (int j = 0; j < 32; ++j) {
                const int bits = byteAt(fifth + j) >> group;
                out[j] = lowScale * asFloat((byteAt(q + j) & 15) + ((bits & 1) << 4)) - lowMinimum;
                out[j + 32] = highScale * asFloat((byteAt(q + j) >> 4) + ((bits & 2) << 3)) - highMinimum;
            }
        }
    }
}

// 256 numbers: the lower four bits of q (128 bytes), the upper two (64 bytes), 16 signed scales, d (half); (d scale) (q
// - 32). A half of the block has four groups of 32 numbers, each with two scales.
DPL_TARGET_CLONES void dequantiseQ6_K(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 210) {
        const float d = halfAt(stored + 208);
        for (int half = 0; half < 2; ++half, out += 128) {
            const std::byte* lower = stored + 64 * half;
            const std::byte* upper = stored + 128 + 32 * half;
            float scale[8];
            for (int i = 0; i < 8; ++i) {
                scale[i] = d * asFloat(static_cast<std::int8_t>(stored[192 + 8 * half + i]));
            }
            for (int part = 0; part < 2; ++part) {
                for (int j = 16 * part; j < 16 * part + 16; ++j) {
                    const int first = byteAt(lower + j);
                    const int second = byteAt(lower + 32 + j);
                    const int two = byteAt(upper + j);
                    out[j] = scale[part] * asFloat(((first & 15) | (two & 3) << 4) - 32);
                    out[j + 32] = scale[part + 2] * asFloat(((second & 15) | (two >> 2 & 3) << 4) - 32);
                    out[j + 64] = scale[part + 4] * asFloat(((first >> 4) | (two >> 4 & 3) << 4) - 32);
                    out[j + 96] = scale[part + 6] * asFloat(((second >> 4) | (two >> 6) << 4) - 32);
                }
            }
        }
    }
}

} // namespace dpl::weights
