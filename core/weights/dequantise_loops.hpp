#pragma once

#include "base/target_clones.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace dpl::weights {

/// A number at any address.
template <typename T> [[gnu::always_inline]] inline T loadAt(const std::byte* address)
{
    T value;
    std::memcpy(&value, address, sizeof value);
    return value;
}

/// An IEEE half, exactly; NaNs keep their payload. By integers, but for the subnormal ones, which go through a
/// conversion of their mantissa: a product with a denormal would be flushed to zero where denormals are.
[[gnu::always_inline]] inline float fromHalf(std::uint16_t half)
{
    const std::uint32_t magnitude = half & 0x7fffu;
    const std::uint32_t normal = (magnitude << 13) + (magnitude >= 0x7c00u ? 224u << 23 : 112u << 23);
    const std::uint32_t subnormal =
        std::bit_cast<std::uint32_t>(static_cast<float>(static_cast<std::int32_t>(magnitude)) * 0x1p-24f);
    const std::uint32_t sign = (half & 0x8000u) << 16;
    return std::bit_cast<float>(sign | (magnitude < 0x0400u ? subnormal : normal));
}

} // namespace dpl::weights
