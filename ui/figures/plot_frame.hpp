#pragma once

#include "report/figure.hpp"

#include <QRectF>
#include <QSizeF>

namespace dpl::ui {

/// Maps values of one axis to positions in the plot area, whose origin is its upper left corner.
struct AxisMapping {
    double low = 0.0;
    double high = 1.0;
    report::Scale scale = report::Scale::linear;
    double length = 1.0;
    bool upwards = false; ///< for vertical axes, whose values grow against the coordinates

    /// Not finite where the axis has no place for the value, as for 0 on a logarithmic one.
    double position(double value) const;
};

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
