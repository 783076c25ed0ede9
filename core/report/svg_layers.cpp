#include "report/svg_layers.hpp"

#include "report/contour_labels.hpp"
#include "report/number_text.hpp"
#include "report/paper_shapes.hpp"
#include "report/svg_style.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::report {

namespace {

/// Writes layers of one axis.
class SvgLayerWriter {
public:
    SvgLayerWriter(const Figure& figure, const PlotArea& area, const std::string& clip, std::string& svg)
        : m_figure(figure), m_area(area), m_clip(" clip-path=\"url(#" + clip + ")\""), m_svg(svg)
    {
    }

    void operator()(const Line& line)
    {
        std::string paths;
        for (const Path& path : m_area.lines(line.x, line.y)) {
            paths += "<path d=\"" + outline(thinned(path, visibleColumnPoints / m_area.widthPoints())) + "\"/>\n";
        }
        group(svgStroke(line, m_figure.lineWidthPoints) + m_clip, paths);
    }

    void operator()(const Band& band)
    {
        std::string paths;
        for (const Path& shape : m_area.bands(band)) {
            paths += "<path d=\"" + outline(shape) + "Z\"/>\n";
        }
        group(svgFill(band.role, band.opacity) + m_clip, paths);
    }

    void operator()(const Points& points)
    {
        const std::string radius = significantText(markRadius(points, m_figure.lineWidthPoints), 4);
        std::string circles;
        for (const auto& [x, y] : visiblePoints(points, m_area)) {
            circles += "<circle cx=\"" + svgLength(x * m_area.widthPoints()) + "\" cy=\""
                + svgLength((1.0 - y) * m_area.heightPoints()) + "\" r=\"" + radius + "\"/>\n";
        }
        group(svgMark(points.role, points.opacity, points.open), circles);
    }

    void operator()(const Bars& bars)
    {
        std::string rectangles;
        double narrowest = m_area.widthPoints();
        for (const UnitRect& bar : barRectangles(bars, m_area)) {
            narrowest = std::min(narrowest, std::abs(bar.right - bar.left) * m_area.widthPoints());
            rectangles += rectangle(bar);
        }
        // Wide bars stand apart; narrow ones would be eaten by their outlines.
        const std::string rim = narrowest > 3.0 ? " stroke=\"#ffffff\" stroke-width=\"0.3\"" : "";
        group(svgFill(bars.role, bars.opacity) + rim + m_clip, rectangles);
    }

    void operator()(const HeatMap& map)
    {
        std::string cells;
        for (const HeatColumn& column : heatColumns(map, m_area)) {
            for (const HeatCell& cell : column.cells) {
                cells += rectangle({column.left, cell.bottom, column.right, cell.top},
                    " fill=\"" + svgColour(SeriesRole::ink, cell.percent) + "\"");
            }
        }
        group(" shape-rendering=\"crispEdges\"" + m_clip, cells);
    }

    void operator()(const Contours& contours)
    {
        const double size = PaperSizes(m_figure).contour;
        for (const LabelledContour& line : labelContours(contours, m_area, size)) {
            const std::string colour = svgColour(contours.role, line.percent);
            std::string paths;
            for (const Path& piece : line.pieces) {
                Path unit;
                for (const auto& [x, y] : piece) {
                    unit.emplace_back(x / m_area.widthPoints(), y / m_area.heightPoints());
                }
                paths += "<path d=\"" + outline(unit) + "\"/>\n";
            }
            group(" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\""
                    + significantText(0.8 * m_figure.lineWidthPoints, 4) + "\" stroke-linejoin=\"round\"" + m_clip,
                paths);
            if (line.label) {
                const auto& [x, y] = line.label->centre;
                m_svg += svgText({{line.label->text, {}}, 0.0, 0.5 * digitHeight * size, size},
                    " fill=\"" + colour + "\" transform=\"translate(" + svgLength(x) + " "
                        + svgLength(m_area.heightPoints() - y) + ") rotate(" + svgLength(-line.label->degrees) + ")\"");
            }
        }
    }

private:
    void group(const std::string& attributes, const std::string& shapes)
    {
        if (!shapes.empty()) {
            m_svg += "<g" + attributes + ">\n" + shapes + "</g>\n";
        }
    }

    /// Lines of moderate length, for readers of the file and for version control.
    std::string outline(const Path& path) const
    {
        std::string text;
        for (std::size_t i = 0; i < path.size(); ++i) {
            text += (i == 0 ? "M" : i % 8 == 0 ? "\nL" : "L") + svgPoint(path[i], m_area);
        }
        return text;
    }

    std::string rectangle(const UnitRect& rect, const std::string& attributes = "") const
    {
        const double left = std::min(rect.left, rect.right);
        const double top = std::max(rect.bottom, rect.top);
        return "<rect"
            + svgRect(left * m_area.widthPoints(), (1.0 - top) * m_area.heightPoints(),
                std::abs(rect.right - rect.left) * m_area.widthPoints(),
                std::abs(rect.top - rect.bottom) * m_area.heightPoints())
            + attributes + "/>\n";
    }

    const Figure& m_figure;
    PlotArea m_area;
    std::string m_clip;
    std::string& m_svg;
};

} // namespace

std::string svgLayers(const Figure& figure, const Panel& panel, const PaperPanel& set, const std::string& clip)
{
    std::string svg;
    for (const YAxis axis : {YAxis::right, YAxis::left}) {
        SvgLayerWriter writer(figure, set.area(axis), clip, svg);
        for (const std::size_t layer : layersOn(panel, axis)) {
            std::visit(writer, panel.layers[layer]);
        }
    }
    return svg;
}

} // namespace dpl::report
