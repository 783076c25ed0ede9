#include "report/svg_legend.hpp"

#include "report/latex_text.hpp"
#include "report/number_text.hpp"
#include "report/svg_style.hpp"

#include <algorithm>

namespace dpl::report {

namespace {

/// The sample of an entry, around the height `y` and from `x`.
struct SampleOf {
    const Figure& figure;
    double x;
    double y;
    double width;

    std::string operator()(const Line& line) const { return stroke(svgStroke(line, figure.lineWidthPoints)); }
    std::string operator()(const Band& band) const { return patch(svgFill(band.role, band.opacity)); }
    std::string operator()(const Points& points) const
    {
        return "<circle cx=\"" + svgLength(x + width / 2.0) + "\" cy=\"" + svgLength(y) + "\" r=\""
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
        return "<line" + svgEnds(x, y, x + width, y) + attributes + "/>\n";
    }
    std::string patch(const std::string& attributes) const
    {
        return "<rect" + svgRect(x + 1.0, y - 2.25, width - 2.0, 4.5) + attributes + "/>\n";
    }
};

std::string ground(double x, double y, double width, double height)
{
    return "<rect" + svgRect(x, y, width, height) + " fill=\"#ffffff\" fill-opacity=\"0.75\"/>\n";
}

} // namespace

std::string svgLegend(const Figure& figure, const Panel& panel, const PaperPanel& set)
{
    if (set.legend.empty()) {
        return {};
    }
    const LegendBlock block(set.legendSizes, set.legendPlan);
    LegendRect place = block.within(set.width, set.height);
    if (set.legendPlan.above) {
        place.left = 0.0;
        place.top = -block.heightAbove();
    }
    std::string svg;
    if (set.legendPlan.covers) {
        svg += ground(place.left, place.top, place.width, place.height);
    }
    for (std::size_t i = 0; i < set.legend.size(); ++i) {
        const Layer& layer = panel.layers[set.legend[i]];
        const std::string label = std::visit([](const auto& value) { return value.label; }, layer);
        const LegendRect entry = block.entry(i);
        const double x = place.left + entry.left;
        const double middle = place.top + entry.top + 0.5 * entry.height;
        const double sample = LegendSizes::sampleWidth * block.em();
        svg += std::visit(SampleOf{figure, x, middle, sample}, layer);
        svg += svgText(label, x + sample + LegendSizes::sampleGap * block.em(), middle + 0.5 * digitHeight * block.em(),
            block.em(), "start");
    }
    return svg;
}

} // namespace dpl::report
