#pragma once

#include "report/axis_mapping.hpp"
#include "report/figure.hpp"

#include <QRectF>
#include <QSizeF>

namespace dpl::ui {

/// Of positions in the plot area, whose origin is its upper left corner.
using report::AxisMapping;

/// The axes of a panel and the size of its plot area.
struct PlotFrame {
    AxisMapping x;
    AxisMapping left;
    AxisMapping right;
    QSizeF size;

    const AxisMapping& y(report::YAxis axis) const { return axis == report::YAxis::left ? left : right; }
};

/// What lines and bands are cut to in a plot area of this size: a unit more on each side, so that a stroke along an
/// edge does not lose a row of pixels to rounding.
QRectF clipOf(const QSizeF& size);

} // namespace dpl::ui
