#pragma once

#include "report/figure.hpp"
#include "report/latex_text.hpp"
#include "report/legend_plan.hpp"
#include "report/plot_area.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
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

/// A title as set: a little smaller where that makes it fit, else on several lines.
struct PaperTitle {
    std::vector<std::string> lines{}; ///< none: no title
    double size = 9.0;

    /// From the base line of the first to that of the last.
    double rise() const { return lines.empty() ? 0.0 : lineDistance * size * static_cast<double>(lines.size() - 1); }

    static constexpr double lineDistance = 1.15; ///< in sizes of the font
};

/// One axis of a panel as set: range, ticks and title.
struct PaperAxis {
    AxisMap map;
    std::vector<double> ticks;
    PaperTitle title{};
    double depth = 0.0; ///< of line, ticks and labels
};

/// A panel in the picture: the lower left corner of its plot area, and its axes. Lengths in TeX points.
struct PaperPanel {
    double left = 0.0;
    double bottom = 0.0;
    double width = 0.0;
    double height = 0.0;
    PaperTitle title{};
    double titleCentre = 0.0; ///< from the plot area's left edge
    double titleRise = 0.0; ///< of its last base line above the plot area
    PaperAxis x;
    PaperAxis leftAxis;
    std::optional<PaperAxis> rightAxis;
    std::vector<std::size_t> legend{}; ///< layers with an entry; empty: no legend
    LegendSizes legendSizes{}; ///< upper bounds
    LegendPlan legendPlan{};
    LegendRect legendRect{}; ///< from the plot area's upper left corner

    PlotArea area(YAxis axis) const;
    double legendAbove() const; ///< room for a legend above the plot area; 0 if it stands elsewhere
    double legendBelow() const; ///< room for it below the figure
};

/// Width of a UTF-8 text in points, in a font of so many points.
using TextWidth = std::function<double(std::string_view utf8, double fontPoints)>;

/// Places the panels on the grid, for every format: pictures drawn with Qt, SVG and PGF. Margins hold ticks, labels and
/// titles; panels that begin or end at the same column or row share them, so that their plot areas are flush. Legends
/// have their places by planLegend. No text touches another one.
std::vector<PaperPanel> layOutPanels(const Figure& figure, const TextWidth& widthOf = latexWidth);

constexpr double texPointsPerInch = 72.27;

/// Finer than any printer: what lines are thinned to.
constexpr double visibleColumnPoints = 0.2;

// Heights of text above its base line, and below it, in units of the font size.
constexpr double textAscent = 0.72;
constexpr double textDescent = 0.24;
constexpr double digitHeight = 0.68;
constexpr double powerHeight = 0.95; ///< of a number with an exponent
constexpr double exponentRise = 0.4;
constexpr double exponentScale = 0.75; ///< of the exponent's font

/// Whether a font family, by its name, comes closer to a sans-serif font than to one with serifs.
bool isSansSerif(const std::string& family);

} // namespace dpl::report
