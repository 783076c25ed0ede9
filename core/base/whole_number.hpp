#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

namespace dpl {

/// The whole number that a double is; nothing if it has decimals, is not finite or does not fit.
inline std::optional<std::int64_t> wholeNumber(double value)
{
    const bool fits = value >= -0x1p63 && value < 0x1p63 && value == std::floor(value);
    return fits ? std::optional(static_cast<std::int64_t>(value)) : std::nullopt;
}

} // namespace dpl
