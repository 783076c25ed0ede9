#include "figures/plot_frame.hpp"

#include <cmath>

namespace dpl::ui {

double AxisMapping::position(double value) const
{
    const double share =
        scale == report::Scale::linear ? (value - low) / (high - low) : std::log(value / low) / std::log(high / low);
    return length * (upwards ? 1.0 - share : share);
}

QRectF clipOf(const QSizeF& size)
{
    return QRectF(QPointF(), size).adjusted(-1.0, -1.0, 1.0, 1.0);
}

} // namespace dpl::ui
