#pragma once

#include "report/figure.hpp"

namespace dpl::report {

/// Where the values of an axis lie along its length, in units of whatever it is drawn on.
struct AxisMapping {
    double low = 0.0;
    double high = 1.0;
    Scale scale = Scale::linear;
    double length = 1.0;
    bool upwards = false; ///< for vertical axes, whose values grow against the coordinates

    /// Not finite where the axis has no place for the value, as for 0 on a logarithmic one.
    double position(double value) const;

    /// The value at a position; the inverse of position(). Of an axis without length: the value at its beginning.
    double valueAt(double position) const;
};

} // namespace dpl::report
