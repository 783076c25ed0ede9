#pragma once

#include <algorithm>
#include <cmath>

/// The scale on which alpha is chosen: logarithmic, as what happens at risk-averse readings happens between 0.001 and
/// 0.1.
namespace dpl::inspection {

inline constexpr double lowestAlpha = 0.001;
inline constexpr double highestAlpha = 0.5;

/// From 0 to 1 along the scale; alphas come in steps that are seen in three digits.
inline double alphaAtShare(double share)
{
    const double alpha = lowestAlpha * std::pow(highestAlpha / lowestAlpha, std::clamp(share, 0.0, 1.0));
    const double step = alpha < 0.02 ? 0.0005 : alpha < 0.1 ? 0.001 : 0.005;
    return std::clamp(step * std::round(alpha / step), lowestAlpha, highestAlpha);
}

inline double shareOfAlpha(double alpha)
{
    return std::log(std::clamp(alpha, lowestAlpha, highestAlpha) / lowestAlpha) / std::log(highestAlpha / lowestAlpha);
}

} // namespace dpl::inspection
