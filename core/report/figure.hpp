#pragma once

#include "report/series_style.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// A figure as a value: what is drawn, not how. ui/figures draws it on screen and into PDF, SVG and PNG; the writers of
/// this folder turn it into PGF and CSV. What is exported is what is seen.
namespace dpl::report {

enum class Scale { linear, logarithmic };

/// An axis. An empty title draws none (the caption says it); a missing range is the extent of the data, padded and
/// rounded to the ticks. `ticks`, if not empty, are the only ones drawn.
struct Axis {
    std::string title;
    Scale scale = Scale::linear;
    std::optional<std::pair<double, double>> range{};
    std::vector<double> ticks{};
    bool visible = true;

    friend bool operator==(const Axis&, const Axis&) = default;
};

enum class YAxis { left, right };

/// A number that each point has beside its place, such as the alpha of a trade-off or how many seeds a band is made of:
/// a column of the figure's data.
struct PointValues {
    std::string name;
    std::vector<double> values; ///< as many as there are points, or none

    friend bool operator==(const PointValues&, const PointValues&) = default;
};

/// A polyline through (x[i], y[i]); a non-finite y interrupts it.
struct Line {
    std::string label; ///< of the legend; empty keeps it out
    SeriesRole role = SeriesRole::ink;
    std::vector<double> x;
    std::vector<double> y;
    YAxis axis = YAxis::left;
    double opacity = 1.0;
    double relativeWidth = 1.0; ///< times the figure's line width
    std::optional<Dash> dash{}; ///< in place of the role's
    std::string series{}; ///< its name in the data, where the legend has none or another
    PointValues along{};

    Dash drawnDash() const { return dash.value_or(seriesStyle(role).dash); }

    friend bool operator==(const Line&, const Line&) = default;
};

/// The area between lower[i] and upper[i], as for a mean +- standard deviation.
struct Band {
    std::string label;
    SeriesRole role = SeriesRole::ink;
    std::vector<double> x;
    std::vector<double> lower;
    std::vector<double> upper;
    YAxis axis = YAxis::left;
    double opacity = 0.25;
    std::string series{}; ///< its name in the data, where the legend has none or another
    std::vector<double> middle{}; ///< what it lies around, such as a mean, in the data; may be empty
    PointValues along{};

    friend bool operator==(const Band&, const Band&) = default;
};

/// Single points (x[i], y[i]).
struct Points {
    std::string label;
    SeriesRole role = SeriesRole::ink;
    std::vector<double> x;
    std::vector<double> y;
    YAxis axis = YAxis::left;
    double opacity = 1.0;
    double relativeSize = 1.0; ///< times the diameter of a point, which goes with the figure's line width
    bool open = false; ///< as rings
    std::string series{}; ///< its name in the data, where the legend has none or another
    PointValues along{};

    friend bool operator==(const Points&, const Points&) = default;
};

/// Bars from 0 to height[i] between edges[i] and edges[i + 1]: edges has one entry more than height.
struct Bars {
    std::string label;
    SeriesRole role = SeriesRole::ink;
    std::vector<double> edges;
    std::vector<double> height;
    double opacity = 1.0;

    friend bool operator==(const Bars&, const Bars&) = default;
};

/// A grey image: the cell (i, j) spans xEdges[i]..xEdges[i+1], yEdges[j]..yEdges[j+1] and is drawn from the ground's
/// colour (value `low`) to ink (value `high`). values is row-major over [i][j].
struct HeatMap {
    std::string label;
    std::vector<double> xEdges;
    std::vector<double> yEdges;
    std::vector<double> values;
    double low = 0.0;
    double high = 1.0;

    friend bool operator==(const HeatMap&, const HeatMap&) = default;
};

/// Isolines of a function sampled on a grid: values is row-major over [i][j] at (x[i], y[j]); a non-finite value cuts
/// its cells out. No levels: about seven round numbers within the extent of the values. Lines run from light to dark
/// with the level, and each carries its number.
struct Contours {
    std::string label;
    SeriesRole role = SeriesRole::ink;
    std::vector<double> x;
    std::vector<double> y;
    std::vector<double> values;
    std::vector<double> levels;

    friend bool operator==(const Contours&, const Contours&) = default;
};

using Layer = std::variant<Line, Band, Points, Bars, HeatMap, Contours>;

/// Where a panel stands in the figure's grid.
struct Cell {
    int row = 0;
    int column = 0;
    int rowSpan = 1;
    int columnSpan = 1;

    friend bool operator==(const Cell&, const Cell&) = default;
};

/// One pair of axes (a third on the right, if given) and the layers drawn on them, first below.
struct Panel {
    std::string title;
    Axis x;
    Axis left;
    std::optional<Axis> right;
    std::vector<Layer> layers;
    Cell cell;
    bool legend = true;

    friend bool operator==(const Panel&, const Panel&) = default;
};

/// Panels on a grid of equal cells. `name` is the stem of exported files. Widths in inches, text in points.
struct Figure {
    std::string name;
    std::string title; ///< what the figure shows, for the window and for accessibility; not drawn
    double widthInches = 5.5;
    double heightInches = 1.2;
    double fontPoints = 9.0;
    std::string fontFamily = "serif"; ///< a family name, or the generic "serif" or "sans-serif"
    double lineWidthPoints = 1.0;
    bool legends = true;
    int rows = 1;
    int columns = 1;
    std::vector<Panel> panels;
    std::vector<std::string> notes{}; ///< what a reader should know of the data; not drawn: comments in PGF and CSV,
                                      ///< the description in SVG and PNG, the subject of a PDF

    friend bool operator==(const Figure&, const Figure&) = default;
};

/// Throws dpl::Error, naming panel and layer, if the figure cannot be drawn: series whose vectors differ in length,
/// fields that do not fill their grid, a layer on a right axis that is not there, a panel outside the grid, an empty
/// range.
void checkFigure(const Figure& figure);

/// Level lines of `contours`, as polylines in data coordinates (marching squares with linear interpolation).
struct ContourLine {
    double level = 0.0;
    std::vector<std::pair<double, double>> points;
    bool closed = false;
};
std::vector<ContourLine> contourLines(const Contours& contours);

/// The levels that `contourLines` draws.
std::vector<double> contourLevels(const Contours& contours);

/// Range of an axis as drawn: the given one, or the padded extent of the layers on it. `x` selects the horizontal axis.
enum class AxisPosition { x, left, right };
std::pair<double, double> axisRange(const Panel& panel, AxisPosition position);

/// Ticks as drawn: the given ones inside the range, or about `wanted` round numbers in it. Linear: multiples of 1, 2 or
/// 5 x 10^k. Logarithmic: powers of ten, every second, third, ... of them if they are many; with 2 and 5 times them
/// when there are fewer than two; and as on a linear axis when even those are fewer than two.
std::vector<double> axisTicks(const Axis& axis, std::pair<double, double> range, int wanted = 5);

/// The shortest decimal that tells neighbouring ticks apart, with a true minus sign: "0.25", "−4". All ticks are
/// written with exponents ("1e−5", "2e6") if they are less than a thousandth, reach down to less than 1/10000, or reach
/// a million and get shorter by it.
std::string tickLabel(double tick, const std::vector<double>& ticks);

/// A tick's label as it is set: one with an exponent as a power of ten, "1e−5" as 10 to the −5, "2e6" as 2·10 to the 6.
struct TickText {
    std::string text;
    std::string exponent; ///< empty: none
};
TickText tickText(const std::string& label);

} // namespace dpl::report
