#include "charts/plot_frame.hpp"

#include <cmath>

namespace dpl::ui {

double AxisMapping::position(double value) const
{
    const double share =
        scale == report::Scale::linear ? (value - low) / (high - low) : std::log(value / low) / std::log(high / low);
    return length * (upwards ? 1.0 - share : share);
}

} // namespace dpl::ui
