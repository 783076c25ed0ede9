#include "report/pgf_layers.hpp"

#include "report/contour_labels.hpp"
#include "report/latex_text.hpp"
#include "report/number_text.hpp"
#include "report/pgf_style.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::report {

namespace {

// Finer than any printer: curves keep their look.
constexpr double visibleColumnPoints = 0.2;

std::string length(double points)
{
    return significantText(std::round(points * 100.0) / 100.0, 6);
}

/// Writes layers in the order of drawing. Those of the other axis are passed over.
class LayerWriter {
public:
    LayerWriter(const Figure& figure, const PlotArea& area, const PgfSizes& sizes, YAxis axis, std::string& tex)
        : m_figure(figure), m_area(area), m_sizes(sizes), m_axis(axis), m_tex(tex)
    {
    }

    void operator()(const Line& line)
    {
        if (line.axis != m_axis) {
            return;
        }
        const std::string style = pgfStroke(line, m_figure.lineWidthPoints);
        for (const Path& path : m_area.lines(line.x, line.y)) {
            m_tex += "\\addplot[forget plot," + style + "] coordinates {"
                + coordinates(thinned(path, visibleColumnPoints / m_area.widthPoints())) + "};\n";
        }
    }

    void operator()(const Band& band)
    {
        if (band.axis != m_axis) {
            return;
        }
        for (const Path& shape : m_area.bands(band)) {
            m_tex += "\\addplot[forget plot," + pgfFill(band.role, band.opacity) + "] coordinates {"
                + coordinates(shape) + "} -- cycle;\n";
        }
    }

    void operator()(const Points& points)
    {
        if (points.axis != m_axis) {
            return;
        }
        Path inside;
        for (std::size_t i = 0; i < points.x.size(); ++i) {
            const Point unit = m_area.toUnit(points.x[i], points.y[i]);
            // False for NaN as well.
            if (unit.first >= -1e-9 && unit.first <= 1.0 + 1e-9 && unit.second >= -1e-9 && unit.second <= 1.0 + 1e-9) {
                inside.push_back(unit);
            }
        }
        if (!inside.empty()) {
            m_tex += "\\addplot[forget plot,only marks,mark=*,mark size="
                + significantText(1.2 * m_figure.lineWidthPoints * points.relativeSize, 4) + "pt,mark options={"
                + pgfMark(points.role, points.opacity, points.open) + "}] coordinates {" + coordinates(inside) + "};\n";
        }
    }

    void operator()(const Bars& bars)
    {
        if (m_axis != YAxis::left || bars.height.empty()) {
            return;
        }
        std::string rectangles;
        double narrowest = m_area.widthPoints();
        for (std::size_t i = 0; i < bars.height.size(); ++i) {
            const double left = clamped(m_area.x().toUnit(bars.edges[i]));
            const double right = clamped(m_area.x().toUnit(bars.edges[i + 1]));
            const double top = clamped(m_area.y().toUnit(bars.height[i]));
            // On a logarithmic axis zero lies below everything.
            const double zero = m_area.y().toUnit(0.0);
            const double bottom = std::isnan(zero) ? -1.0 : clamped(zero);
            if (std::isnan(left + right + top) || left == right || top == bottom) {
                continue;
            }
            narrowest = std::min(narrowest, std::abs(right - left) * m_area.widthPoints());
            rectangles += "\n  " + axisPoint({left, bottom}) + " rectangle " + axisPoint({right, top});
        }
        if (rectangles.empty()) {
            return;
        }
        // Wide bars stand apart; narrow ones would be eaten by their outlines.
        const std::string outline = narrowest > 3.0 ? ",draw=white,line width=0.3pt" : "";
        m_tex += "\\path[" + pgfFill(bars.role, bars.opacity) + outline + "]" + rectangles + ";\n";
    }

    void operator()(const HeatMap& map)
    {
        if (m_axis != YAxis::left || map.values.empty()) {
            return;
        }
        m_tex += "\\pgfplotsextra{\\begin{pgfscope}\\pgftransformshift{\\pgfplotspointrelaxisxy{0}{0}}%\n"
                 "\\pgfpathrectangle{\\pgfpointorigin}{\\pgfpoint{"
            + length(m_area.widthPoints()) + "pt}{" + length(m_area.heightPoints()) + "pt}}\\pgfusepath{clip}%\n";
        const std::size_t rows = map.yEdges.size() - 1;
        for (std::size_t i = 0; i + 1 < map.xEdges.size(); ++i) {
            column(map, i, rows);
        }
        m_tex += "\\end{pgfscope}}\n";
    }

    void operator()(const Contours& contours)
    {
        if (m_axis != YAxis::left) {
            return;
        }
        const std::vector<double> levels = contourLevels(contours);
        for (const LabelledContour& line : labelContours(contours, m_area, m_sizes.contour)) {
            const auto at = std::find(levels.begin(), levels.end(), line.level) - levels.begin();
            const double fraction =
                levels.size() < 2 ? 1.0 : static_cast<double>(at) / static_cast<double>(levels.size() - 1);
            const std::string colour =
                pgfColourName(contours.role) + "!" + std::to_string(std::lround(35.0 + 65.0 * fraction));
            for (const Path& piece : line.pieces) {
                Path unit;
                for (const auto& [x, y] : piece) {
                    unit.emplace_back(x / m_area.widthPoints(), y / m_area.heightPoints());
                }
                m_tex += "\\addplot[forget plot,draw=" + colour
                    + ",line width=" + significantText(0.8 * m_figure.lineWidthPoints, 4)
                    + "pt,line join=round] coordinates {" + coordinates(unit) + "};\n";
            }
            if (line.label) {
                const auto& [x, y] = line.label->centre;
                m_tex += "\\node[dpl contour,text=" + colour + ",rotate=" + length(line.label->degrees) + "] at "
                    + axisPoint({x / m_area.widthPoints(), y / m_area.heightPoints()}) + " {"
                    + latexText(line.label->text) + "};\n";
            }
        }
    }

private:
    static double clamped(double unit) { return std::isnan(unit) ? unit : std::clamp(unit, -1.0, 2.0); }

    std::string pair(const Point& unit, std::string open = "(") const
    {
        const auto [x, y] = m_area.fromUnit(unit);
        open += significantText(x);
        open += ',';
        open += significantText(y);
        open += ')';
        return open;
    }

    std::string axisPoint(const Point& unit) const { return pair(unit, "(axis cs:"); }

    /// Lines of moderate length, for readers of the file and for version control.
    std::string coordinates(const Path& path) const
    {
        std::string text;
        for (std::size_t i = 0; i < path.size(); ++i) {
            text += (i % 6 == 0 ? "\n  " : " ") + pair(path[i]);
        }
        return text;
    }

    /// One column of cells, equal neighbours as one. Viewers smooth edges, and abutting shapes would show the ground
    /// between them as hairlines; therefore a cell reaches below its right and upper neighbours, which are drawn later.
    void column(const HeatMap& map, std::size_t i, std::size_t rows)
    {
        const double left = m_area.x().toUnit(map.xEdges[i]);
        const double right = m_area.x().toUnit(map.xEdges[std::min(i + 2, map.xEdges.size() - 1)]);
        const double own = m_area.x().toUnit(map.xEdges[i + 1]);
        if (std::isnan(left) || std::isnan(right) || std::isnan(own) || !overlaps(left, own)) {
            return;
        }
        const double reach = own + 0.5 * (right - own);
        m_tex += "\\dplColumn{" + length(clamped(left) * m_area.widthPoints()) + "}{"
            + length(clamped(reach) * m_area.widthPoints()) + "}%\n";
        for (std::size_t j = 0; j < rows;) {
            const int grey = percent(map, i, j, rows);
            std::size_t end = j + 1;
            while (end < rows && percent(map, i, end, rows) == grey) {
                ++end;
            }
            const double bottom = m_area.y().toUnit(map.yEdges[j]);
            const double edge = m_area.y().toUnit(map.yEdges[end]);
            const double next = m_area.y().toUnit(map.yEdges[std::min(end + 1, rows)]);
            if (!std::isnan(bottom) && !std::isnan(edge) && !std::isnan(next) && overlaps(bottom, edge)) {
                m_tex += "\\dplCell{" + std::to_string(grey) + "}{" + length(clamped(bottom) * m_area.heightPoints())
                    + "}{" + length(clamped(edge + 0.5 * (next - edge)) * m_area.heightPoints()) + "}%\n";
            }
            j = end;
        }
    }

    static bool overlaps(double from, double to) { return std::max(from, to) > 0.0 && std::min(from, to) < 1.0; }

    static int percent(const HeatMap& map, std::size_t i, std::size_t j, std::size_t rows)
    {
        const double share = (map.values[i * rows + j] - map.low) / (map.high - map.low);
        return std::isnan(share) ? 0 : static_cast<int>(std::lround(100.0 * std::clamp(share, 0.0, 1.0)));
    }

    const Figure& m_figure;
    PlotArea m_area;
    const PgfSizes& m_sizes;
    YAxis m_axis;
    std::string& m_tex;
};

} // namespace

std::string pgfLayers(const Figure& figure, const Panel& panel, const PgfPanel& set, YAxis axis)
{
    const PgfSizes sizes(figure);
    std::string tex;
    LayerWriter writer(figure, set.area(axis), sizes, axis, tex);
    for (const Layer& layer : panel.layers) {
        std::visit(writer, layer);
    }
    return tex;
}

std::string pgfLayerMacros()
{
    return "\\def\\dplColumn#1#2{\\def\\dplLeft{#1}\\def\\dplRight{#2}}%\n"
           "\\def\\dplCell#1#2#3{\\pgfsetfillcolor{dplInk!#1}"
           "\\pgfpathrectanglecorners{\\pgfpoint{\\dplLeft pt}{#2pt}}{\\pgfpoint{\\dplRight pt}{#3pt}}"
           "\\pgfusepath{fill}}%\n";
}

} // namespace dpl::report
