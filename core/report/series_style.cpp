#include "report/series_style.hpp"

#include "report/own_role.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace dpl::report {

SeriesStyle seriesStyle(SeriesRole role, Ground ground)
{
    const bool dark = ground == Ground::dark;
    if (isOwn(role)) {
        const int bits = static_cast<int>(role);
        const auto channel = [&](int shift) {
            const int value = bits >> shift & 0xff;
            return static_cast<std::uint8_t>(dark ? value + (255 - value) * 2 / 5 : value);
        };
        return {{channel(16), channel(8), channel(0)}, static_cast<Dash>(bits >> 24 & 3)};
    }
    switch (role) {
    case SeriesRole::base: return {dark ? Rgb{0xb4, 0xbc, 0xc8} : Rgb{0x4a, 0x52, 0x5e}, Dash::solid};
    case SeriesRole::meanAndVariance: return {dark ? Rgb{0x3d, 0x9b, 0xe0} : Rgb{0x00, 0x72, 0xb2}, Dash::solid};
    case SeriesRole::categorical: return {dark ? Rgb{0xf0, 0x7c, 0x2e} : Rgb{0xd5, 0x5e, 0x00}, Dash::solid};
    case SeriesRole::classifier: return {dark ? Rgb{0x21, 0xb8, 0x8a} : Rgb{0x00, 0x8a, 0x64}, Dash::dashed};
    case SeriesRole::bordaCount: return {dark ? Rgb{0x7c, 0xc8, 0xf5} : Rgb{0x2b, 0x8c, 0xc4}, Dash::solid};
    case SeriesRole::expectedUtility: return {dark ? Rgb{0xe6, 0x9f, 0x00} : Rgb{0xb8, 0x7a, 0x00}, Dash::dashed};
    case SeriesRole::trueUtility: return {dark ? Rgb{0xdf, 0x96, 0xbf} : Rgb{0xb3, 0x57, 0x8c}, Dash::dotted};
    case SeriesRole::copeland: return {dark ? Rgb{0xdf, 0x96, 0xbf} : Rgb{0xb3, 0x57, 0x8c}, Dash::dashDotted};
    case SeriesRole::maximin: return {dark ? Rgb{0xe6, 0x9f, 0x00} : Rgb{0xb8, 0x7a, 0x00}, Dash::dotted};
    case SeriesRole::context1: return {dark ? Rgb{0x21, 0xb8, 0x8a} : Rgb{0x00, 0x8a, 0x64}, Dash::solid};
    case SeriesRole::context2: return {dark ? Rgb{0xf0, 0x7c, 0x2e} : Rgb{0xd5, 0x5e, 0x00}, Dash::dashed};
    case SeriesRole::context3: return {dark ? Rgb{0xdf, 0x96, 0xbf} : Rgb{0xb3, 0x57, 0x8c}, Dash::dashDotted};
    case SeriesRole::context4: return {dark ? Rgb{0x3d, 0x9b, 0xe0} : Rgb{0x00, 0x72, 0xb2}, Dash::dotted};
    case SeriesRole::ink: break;
    }
    return {dark ? Rgb{0xe6, 0xe9, 0xee} : Rgb{0x1a, 0x1d, 0x23}, Dash::solid};
}

SeriesRole variantRole(SeriesRole role, int variant)
{
    if (variant == 0) {
        return role;
    }
    const Rgb own = seriesStyle(role).colour;
    std::array<int, 3> channels{own.red, own.green, own.blue};
    std::rotate(channels.begin(), channels.begin() + variant / 3 % 3, channels.end());
    const auto channel = [&](int value) {
        constexpr double white = 0.28;
        constexpr double shade = 0.55;
        const double mixed = variant % 3 == 1 ? value + white * (255 - value)
            : variant % 3 == 2                ? shade * value
                                              : value;
        return static_cast<std::uint8_t>(mixed);
    };
    constexpr std::array dashes{Dash::dotted, Dash::dashed, Dash::dashDotted};
    return ownRole({channel(channels[0]), channel(channels[1]), channel(channels[2])},
        dashes[static_cast<std::size_t>(variant % 3)]);
}

std::string hexColour(Rgb colour)
{
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "#%02x%02x%02x", colour.red, colour.green, colour.blue);
    return text.data();
}

} // namespace dpl::report
