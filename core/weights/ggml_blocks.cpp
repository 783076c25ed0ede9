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

/// Numbers of IQ4_NL and IQ4_XS by their places.
constexpr float fourBitTable[16]{-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

/// 4-bit floats of two exponent bits, times two.
constexpr float doubledFloats[16]{0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

/// 2^(e - 128) times a number of that table, for e below 3, to the bit whether or not denormals are flushed.
[[gnu::always_inline]] inline float tinyFloat(float doubled, std::uint32_t e)
{
    const auto bits = std::bit_cast<std::uint32_t>(doubled);
    const std::uint32_t sign = bits & 0x80000000u;
    const std::uint32_t exponent = (bits >> 23 & 0xffu) + e; // 128 above the result's, which may be below 1
    const std::uint32_t mantissa = (bits & 0x007fffffu) | 0x00800000u;
    if (doubled == 0.0f) {
        return 0.0f; // there is no -0 in the table
    }
    return std::bit_cast<float>(
        sign | (exponent > 128 ? (exponent - 128) << 23 | (bits & 0x007fffffu) : mantissa >> (129 - exponent)));
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

// 256 numbers: 16 scales and minima (4 bits each, 16 bytes), q (2 bits each, 64 bytes: of 32 bytes, the lowest two bits
// are one group of 32, the next two the next), d, m (halves); q (d scale) - m minimum. A group has two scales.
DPL_TARGET_CLONES void dequantiseQ2_K(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 84) {
        const float d = halfAt(stored + 80);
        const float m = halfAt(stored + 82);
        for (int group = 0; group < 16; ++group, out += 16) {
            const std::byte* q = stored + 16 + 32 * (group / 8) + 16 * (group % 2);
            const int shift = group / 2 % 4 * 2;
            const float scale = d * asFloat(byteAt(stored + group) & 15);
            const float minimum = m * asFloat(byteAt(stored + group) >> 4);
            for (int j = 0; j < 16; ++j) {
                out[j] = scale * asFloat(byteAt(q + j) >> shift & 3) - minimum;
            }
        }
    }
}

// 256 numbers: the third bits of q (32 bytes: bit g of byte j belongs to number j of group g of 32), the lower two (64
// bytes, as above), 16 scales (6 bits each, 12 bytes), d (half); (d (scale - 32)) (q - 4)
DPL_TARGET_CLONES void dequantiseQ3_K(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 110) {
        const float d = halfAt(stored + 108);
        const std::byte* scales = stored + 96;
        for (int group = 0; group < 16; ++group, out += 16) {
            const int low = byteAt(scales + group % 8) >> (group < 8 ? 0 : 4) & 15;
            const int high = byteAt(scales + 8 + group % 4) >> (group / 4 * 2) & 3;
            const float scale = d * asFloat((low | high << 4) - 32);
            const std::byte* q = stored + 32 + 32 * (group / 8) + 16 * (group % 2);
            const std::byte* third = stored + 16 * (group % 2);
            const int shift = group / 2 % 4 * 2;
            const int bit = group / 2;
            for (int j = 0; j < 16; ++j) {
                const int two = byteAt(q + j) >> shift & 3;
                out[j] = scale * asFloat((two | (byteAt(third + j) >> bit & 1) << 2) - 4);
            }
        }
    }
}

// 32 numbers: d (half), 16 bytes of places in a table of 16 numbers (as in Q4_0); d table[place]
DPL_TARGET_CLONES void dequantiseIQ4_NL(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 18, out += 32) {
        const float d = halfAt(stored);
        for (int j = 0; j < 16; ++j) {
            const int places = byteAt(stored + 2 + j);
            out[j] = d * fourBitTable[places & 15];
            out[j + 16] = d * fourBitTable[places >> 4];
        }
    }
}

// 256 numbers: d (half), 8 scales (their upper two bits in 16 bits, the lower four in 4 bytes), 128 bytes of places in
// the same table, 16 bytes for a group of 32; (d (scale - 32)) table[place]
DPL_TARGET_CLONES void dequantiseIQ4_XS(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 136) {
        const float d = halfAt(stored);
        const int upper = loadAt<std::uint16_t>(stored + 2);
        for (int group = 0; group < 8; ++group, out += 32) {
            const int low = byteAt(stored + 4 + group / 2) >> (group % 2 * 4) & 15;
            const float scale = d * asFloat((low | (upper >> (2 * group) & 3) << 4) - 32);
            for (int j = 0; j < 16; ++j) {
                const int places = byteAt(stored + 8 + 16 * group + j);
                out[j] = scale * fourBitTable[places & 15];
                out[j + 16] = scale * fourBitTable[places >> 4];
            }
        }
    }
}

// 32 numbers: an exponent e, 16 bytes of places in a table of doubled 4-bit floats (as in Q4_0); 2^(e - 128)
// table[place]. By integers where that is a denormal, which some threads would flush to zero.
DPL_TARGET_CLONES void dequantiseMXFP4(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t b = 0; b < blocks; ++b, stored += 17, out += 32) {
        const std::uint32_t e = byteAt(stored);
        if (e < 3) {
            for (int j = 0; j < 16; ++j) {
                const int places = byteAt(stored + 1 + j);
                out[j] = tinyFloat(doubledFloats[places & 15], e);
                out[j + 16] = tinyFloat(doubledFloats[places >> 4], e);
            }
            continue;
        }
        const float d = std::bit_cast<float>((e - 1) << 23);
        for (int j = 0; j < 16; ++j) {
            const int places = byteAt(stored + 1 + j);
            out[j] = d * doubledFloats[places & 15];
            out[j + 16] = d * doubledFloats[places >> 4];
        }
    }
}

} // namespace dpl::weights
