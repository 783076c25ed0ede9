#pragma once

#include <cmath>
#include <cstdint>

/// What every Adam of the program has in common (Kingma and Ba, 2015, with torch's defaults).
namespace dpl::adam {

inline constexpr double beta1 = 0.9;
inline constexpr double beta2 = 0.999;
inline constexpr double epsilon = 1e-8;

/// 1 - beta1^steps, by which the first moment is divided as it started at zero; `steps` from 1.
inline double firstCorrection(std::int64_t steps)
{
    return 1.0 - std::pow(beta1, static_cast<double>(steps));
}

/// sqrt(1 - beta2^steps), by which the square root of the second moment is divided.
inline double secondCorrection(std::int64_t steps)
{
    return std::sqrt(1.0 - std::pow(beta2, static_cast<double>(steps)));
}

} // namespace dpl::adam
