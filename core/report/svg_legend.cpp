#include "report/svg_legend.hpp"

#include "report/number_text.hpp"
#include "report/paper_shapes.hpp"
#include "report/svg_style.hpp"

namespace dpl::report {

namespace {

/// The sample of an entry, around the height `y` and from `x`.
struct SvgSampleOf {
    const Figure& figure;
    double x;
    double y;
    double width;

    std::string operator()(const Line& line) const { return stroke(svgStroke(line, figure.lineWidthPoints)); }
    std::string operator()(const Band& band) const { return patch(svgFill(band.role, band.opacity)); }
    std::string operator()(const Points& points) const
    {
        return "<circle cx=\"" + svgLength(x + width / 2.0) + "\" cy=\"" + svgLength(y) + "\" r=\""
            + significantText(0.5 * markDiameter * figure.lineWidthPoints, 4) + "\""
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

} // namespace

std::string svgLegend(const Figure& figure, const Panel& panel, const PaperPanel& set)
{
    if (set.legend.empty()) {
        return {};
    }
    const LegendBlock block(set.legendSizes, set.legendPlan);
    const LegendRect& place = set.legendRect;
    // Nothing of the data is under it, but grid lines may be.
    std::string svg = "<rect" + svgRect(place.left, place.top, place.width, place.height) + " fill=\"#ffffff\"/>\n";
    for (std::size_t i = 0; i < set.legend.size(); ++i) {
        const Layer& layer = panel.layers[set.legend[i]];
        const std::string label = std::visit([](const auto& value) { return value.label; }, layer);
        const LegendRect entry = block.entry(i);
        const double x = place.left + entry.left;
        const double middle = place.top + entry.top + 0.5 * entry.height;
        const double sample = LegendSizes::sampleWidth * block.em();
        svg += std::visit(SvgSampleOf{figure, x, middle, sample}, layer);
        svg += svgText({{label, {}}, x + sample + LegendSizes::sampleGap * block.em(),
            middle + 0.5 * digitHeight * block.em(), block.em(), TextAnchor::start});
    }
    return svg;
}

} // namespace dpl::report
