#include "report/axis_mapping.hpp"

#include <cmath>

namespace dpl::report {

double AxisMapping::position(double value) const
{
    const double share =
        scale == Scale::linear ? (value - low) / (high - low) : std::log(value / low) / std::log(high / low);
    return length * (upwards ? 1.0 - share : share);
}

double AxisMapping::valueAt(double position) const
{
    const double along = length > 0.0 ? position / length : 0.0;
    const double share = upwards ? 1.0 - along : along;
    return scale == Scale::linear ? low + share * (high - low) : low * std::pow(high / low, share);
}

} // namespace dpl::report
