#pragma once

#include "figures/plot_frame.hpp"

#include <QList>
#include <QPointF>

#include <vector>

namespace dpl::ui {

/// A polyline in coordinates of the plot area.
using Run = QList<QPointF>;

/// The uninterrupted stretches of a series: values that are not finite, or have no place on the axis, part them.
QList<Run> finiteRuns(
    const std::vector<double>& x, const std::vector<double>& y, const AxisMapping& xAxis, const AxisMapping& yAxis);

/// The run with the lowest and the highest point of each column of `columnWidth`, in the order they had, and with its
/// two ends: it covers the same pixels, and no peak is lost. Runs that turn back in x are left alone.
Run thinned(const Run& run, double columnWidth);

/// What happens to the parts of a run above and below the plot area.
enum class Outside {
    cut, ///< the run is parted
    hide, ///< they are pushed to a line a little off the plot area, out of sight but in one piece
    press, ///< they are pushed to the edge of the plot area, as the outline of an area needs
};

/// The run inside a plot area of this size. Left and right of it, it is always cut.
QList<Run> clipped(const Run& run, const QSizeF& size, Outside outside);

} // namespace dpl::ui
