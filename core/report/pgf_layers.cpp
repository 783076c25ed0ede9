#include "report/pgf_layers.hpp"

#include "report/contour_labels.hpp"
#include "report/latex_text.hpp"
#include "report/number_text.hpp"
#include "report/paper_shapes.hpp"
#include "report/pgf_style.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::report {

namespace {

std::string length(double points)
{
    return significantText(std::round(points * 100.0) / 100.0, 6);
}

/// Writes layers of one axis.
class PgfLayerWriter {
public:
    PgfLayerWriter(const Figure& figure, const PlotArea& area, const PaperSizes& sizes, std::string& tex)
        : m_figure(figure), m_area(area), m_sizes(sizes), m_tex(tex)
    {
    }

    void operator()(const Line& line)
    {
        const std::string style = pgfStroke(line, m_figure.lineWidthPoints);
        for (const Path& path : m_area.lines(line.x, line.y)) {
            m_tex += "\\addplot[forget plot," + style + "] coordinates {"
                + coordinates(thinned(path, visibleColumnPoints / m_area.widthPoints())) + "};\n";
        }
    }

    void operator()(const Band& band)
    {
        for (const Path& shape : m_area.bands(band)) {
            m_tex += "\\addplot[forget plot," + pgfFill(band.role, band.opacity) + "] coordinates {"
                + coordinates(shape) + "} -- cycle;\n";
        }
    }

    void operator()(const Points& points)
    {
        const Path inside = visiblePoints(points, m_area);
        if (!inside.empty()) {
            m_tex += "\\addplot[forget plot,only marks,mark=";
            m_tex += points.open ? 'o' : '*';
            m_tex += ",mark size=" + significantText(markRadius(points, m_figure.lineWidthPoints), 4)
                + "pt,mark options={" + pgfMark(points.role, points.opacity, points.open) + "}] coordinates {"
                + coordinates(inside) + "};\n";
        }
    }

    void operator()(const Bars& bars)
    {
        if (bars.height.empty()) {
            return;
        }
        std::string rectangles;
        double narrowest = m_area.widthPoints();
        for (const UnitRect& bar : barRectangles(bars, m_area)) {
            narrowest = std::min(narrowest, std::abs(bar.right - bar.left) * m_area.widthPoints());
            rectangles += "\n  " + axisPoint({bar.left, bar.bottom}) + " rectangle " + axisPoint({bar.right, bar.top});
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
        if (map.values.empty()) {
            return;
        }
        m_tex += "\\pgfplotsextra{\\begin{pgfscope}\\pgftransformshift{\\pgfplotspointrelaxisxy{0}{0}}%\n"
                 "\\pgfpathrectangle{\\pgfpointorigin}{\\pgfpoint{"
            + length(m_area.widthPoints()) + "pt}{" + length(m_area.heightPoints()) + "pt}}\\pgfusepath{clip}%\n";
        for (const HeatColumn& column : heatColumns(map, m_area)) {
            m_tex += "\\dplColumn{" + length(column.left * m_area.widthPoints()) + "}{"
                + length(column.right * m_area.widthPoints()) + "}%\n";
            for (const HeatCell& cell : column.cells) {
                m_tex += "\\dplCell{" + std::to_string(cell.percent) + "}{"
                    + length(cell.bottom * m_area.heightPoints()) + "}{" + length(cell.top * m_area.heightPoints())
                    + "}%\n";
            }
        }
        m_tex += "\\end{pgfscope}}\n";
    }

    void operator()(const Contours& contours)
    {
        for (const LabelledContour& line : labelContours(contours, m_area, m_sizes.contour)) {
            const std::string colour = pgfColourName(contours.role) + "!" + std::to_string(line.percent);
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

    const Figure& m_figure;
    PlotArea m_area;
    const PaperSizes& m_sizes;
    std::string& m_tex;
};

} // namespace

std::string pgfLayers(const Figure& figure, const Panel& panel, const PaperPanel& set, YAxis axis)
{
    const PaperSizes sizes(figure);
    std::string tex;
    PgfLayerWriter writer(figure, set.area(axis), sizes, tex);
    for (const std::size_t layer : layersOn(panel, axis)) {
        std::visit(writer, panel.layers[layer]);
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
