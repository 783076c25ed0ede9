#include "report/svg_legend.hpp"

#include "report/latex_text.hpp"
#include "report/legend_place.hpp"
#include "report/number_text.hpp"
#include "report/svg_style.hpp"

#include <algorithm>

namespace dpl::report {

namespace {

constexpr double beforeSample = 1.0;
constexpr double beforeText = beforeSample + legendSamplePoints + 2.5;

/// The sample of an entry, around the height `y` and from `x`.
struct SampleOf {
    const Figure& figure;
    double x;
    double y;

    std::string operator()(const Line& line) const { return stroke(svgStroke(line, figure.lineWidthPoints)); }
    std::string operator()(const Band& band) const { return patch(svgFill(band.role, band.opacity)); }
    std::string operator()(const Points& points) const
    {
        return "<circle cx=\"" + svgLength(x + legendSamplePoints / 2.0) + "\" cy=\"" + svgLength(y) + "\" r=\""
            + significantText(1.2 * figure.lineWidthPoints * std::min(points.relativeSize, 1.8), 4) + "\""
            + svgMark(points.role, points.opacity, points.open) + "/>\n";
    }
    std::string operator()(const Bars& bars) const { return patch(svgFill(bars.role, bars.opacity)); }
    std::string operator()(const HeatMap&) const { return patch(" fill=\"" + svgColour(SeriesRole::ink, 50) + "\""); }
    std::string operator()(const Contours& contours) const
    {
        return stroke(" stroke=\"" + svgColour(contours.role, 70) + "\" stroke-width=\""
            + significantText(0.8 * figure.lineWidthPoints, 4) + "\"");
    }

private:
    std::string stroke(const std::string& attributes) const
    {
        return "<line" + svgEnds(x, y, x + legendSamplePoints, y) + attributes + "/>\n";
    }
    std::string patch(const std::string& attributes) const
    {
        return "<rect" + svgRect(x + 1.0, y - 2.25, legendSamplePoints - 2.0, 4.5) + attributes + "/>\n";
    }
};

std::string ground(double x, double y, double width, double height)
{
    return "<rect" + svgRect(x, y, width, height) + " fill=\"#ffffff\" fill-opacity=\"0.75\"/>\n";
}

} // namespace

std::string svgLegend(const Figure& figure, const Panel& panel, const PaperPanel& set)
{
    const auto count = static_cast<int>(legendLabels(figure, panel).size());
    if (count == 0) {
        return {};
    }
    const LegendPlace place = placeLegend(figure, panel, set);
    const double height = place.rowHeight * ((count + place.columns - 1) / place.columns);
    const double top = set.height - place.bottom - height;
    std::string svg;
    if (hasAreas(panel)) {
        svg += ground(place.left, top, place.columnWidth * place.columns, height);
    }
    int entry = 0;
    for (const Layer& layer : panel.layers) {
        const std::string label = std::visit([](const auto& value) { return value.label; }, layer);
        if (label.empty()) {
            continue;
        }
        const double x = place.left + place.columnWidth * (entry % place.columns);
        const double middle = top + place.rowHeight * (entry / place.columns + 0.5);
        if (!hasAreas(panel)) {
            const double width = latexWidth(label, place.fontPoints) + 2.0;
            svg += ground(x + beforeText - 1.0, middle - 0.5 * place.rowHeight, width, place.rowHeight);
        }
        svg += std::visit(SampleOf{figure, x + beforeSample, middle}, layer);
        svg += svgText(label, x + beforeText, middle + 0.5 * digitHeight * place.fontPoints, place.fontPoints, "start");
        ++entry;
    }
    return svg;
}

} // namespace dpl::report
