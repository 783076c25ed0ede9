#pragma once

#include "report/figure.hpp"
#include "report/plot_area.hpp"

#include <optional>
#include <vector>

namespace dpl::report {

/// Sizes of text and strokes of a figure in LaTeX, in points.
struct PgfSizes {
    double title = 9.0;
    double tick = 7.0; ///< of tick labels and legends
    double contour = 6.0;

    explicit PgfSizes(const Figure& figure);

    static constexpr double tickLength = 2.0;
    static constexpr double tickGap = 1.5; ///< around tick labels
    static constexpr double axisLine = 0.4;
};

/// One axis of a panel as set: range, ticks and the size of its title's text, which shrinks where room is scarce.
struct PgfAxis {
    AxisMap map;
    std::vector<double> ticks;
    double titleSize = 9.0;
};

/// A panel in the picture: the lower left corner of its plot area, and its axes. Lengths in TeX points.
struct PgfPanel {
    double left = 0.0;
    double bottom = 0.0;
    double width = 0.0;
    double height = 0.0;
    double titleSize = 9.0;
    PgfAxis x;
    PgfAxis leftAxis;
    std::optional<PgfAxis> rightAxis;

    PlotArea area(YAxis axis) const;
};

/// Places the panels on the grid. Margins hold ticks, labels and titles; panels that begin or end at the same column or
/// row share them, so that their plot areas are flush.
std::vector<PgfPanel> layOutPanels(const Figure& figure);

constexpr double texPointsPerInch = 72.27;

} // namespace dpl::report
