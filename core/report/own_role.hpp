#pragma once

#include "report/series_style.hpp"

namespace dpl::report {

/// A role that carries its own colour and dash, for a series of which SeriesRole does not know. Of its values those
/// above all names: bit 26, then two bits of the dash and 24 of the colour. On dark ground the colour is mixed with two
/// fifths of white, which gives even black a contrast of 3:1.
constexpr SeriesRole ownRole(Rgb onPaper, Dash dash = Dash::solid)
{
    return static_cast<SeriesRole>(
        1 << 26 | static_cast<int>(dash) << 24 | onPaper.red << 16 | onPaper.green << 8 | onPaper.blue);
}

/// Whether the role was made by ownRole.
constexpr bool isOwn(SeriesRole role)
{
    return static_cast<int>(role) >> 26 == 1;
}

} // namespace dpl::report
