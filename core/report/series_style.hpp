#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::report {

/// What a series stands for. A role has the same colour and dash on every page and in every export.
enum class SeriesRole {
    base,
    meanAndVariance,
    categorical,
    classifier,
    bordaCount,
    expectedUtility,
    trueUtility,
    copeland,
    maximin,
    context1, ///< hidden contexts of an environment, in their order; a fifth begins again
    context2,
    context3,
    context4,
    ink, ///< the colour of text on the ground at hand: dark on paper, light in a dark window
};

enum class Dash { solid, dashed, dotted, dashDotted };

/// A colour as 8-bit sRGB.
struct Rgb {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    friend bool operator==(const Rgb&, const Rgb&) = default;
};

/// Grounds that figures are drawn on. Colours of roles are lightened on dark ground to keep a contrast of 3:1 or
/// better.
enum class Ground { paper, dark };

struct SeriesStyle {
    Rgb colour;
    Dash dash = Dash::solid;
};

/// The style of a role: Okabe-Ito colours, which readers with colour-vision deficiency tell apart.
SeriesStyle seriesStyle(SeriesRole role, Ground ground = Ground::paper);

/// The role of another series of the same kind, such as a second model with one head: 0 is the role itself, 1 a lighter
/// and 2 a darker relative with dashes of their own; from 3 on the hue turns as well.
SeriesRole variantRole(SeriesRole role, int variant);

/// "#0072b2"
std::string hexColour(Rgb colour);

} // namespace dpl::report
