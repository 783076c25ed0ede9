#pragma once

#include "report/figure.hpp"
#include "report/legend_plan.hpp"
#include "report/plot_area.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dpl::report {

/// Sizes of text and strokes of a figure on paper, in PGF and in SVG, in TeX points.
struct PaperSizes {
    double title = 9.0;
    double tick = 7.0; ///< of tick labels and legends
    double contour = 6.0;

    explicit PaperSizes(const Figure& figure);

    static constexpr double tickLength = 2.0;
    static constexpr double tickGap = 1.5; ///< around tick labels
    static constexpr double axisLine = 0.4;
    static constexpr double titleGap = 1.0; ///< around titles of axes
    static constexpr double panelTitleGap = 3.0; ///< below a panel's title
};

/// One axis of a panel as set: range, ticks and the size of its title's text, which shrinks where room is scarce.
struct PaperAxis {
    AxisMap map;
    std::vector<double> ticks;
    double titleSize = 9.0;
};

/// A panel in the picture: the lower left corner of its plot area, and its axes. Lengths in TeX points.
struct PaperPanel {
    double left = 0.0;
    double bottom = 0.0;
    double width = 0.0;
    double height = 0.0;
    double titleSize = 9.0;
    PaperAxis x;
    PaperAxis leftAxis;
    std::optional<PaperAxis> rightAxis;
    std::vector<std::size_t> legend{}; ///< layers with an entry; empty: no legend
    LegendSizes legendSizes{}; ///< upper bounds
    LegendPlan legendPlan{};

    PlotArea area(YAxis axis) const;
    double legendAbove() const; ///< room for a legend above the plot area; 0 if it stands elsewhere
};

/// Places the panels on the grid. Margins hold ticks, labels and titles; panels that begin or end at the same column or
/// row share them, so that their plot areas are flush. Legends have their places by planLegend.
std::vector<PaperPanel> layOutPanels(const Figure& figure);

/// Depth of ticks and labels beside a vertical axis, and below the horizontal one.
double ticksBeside(const PaperAxis& set, const PaperSizes& sizes);
double ticksBelow(const PaperAxis& set, const PaperSizes& sizes);

constexpr double texPointsPerInch = 72.27;

/// Finer than any printer: what lines are thinned to.
constexpr double visibleColumnPoints = 0.2;

// Heights of text above its base line, and below it, in units of the font size.
constexpr double textAscent = 0.72;
constexpr double textDescent = 0.24;
constexpr double digitHeight = 0.68;
constexpr double powerHeight = 0.95; ///< of a number with an exponent

/// Whether a font family, by its name, comes closer to a sans-serif font than to one with serifs.
bool isSansSerif(const std::string& family);

} // namespace dpl::report
