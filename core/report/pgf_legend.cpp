#include "report/pgf_legend.hpp"

#include "report/latex_text.hpp"
#include "report/legend_place.hpp"
#include "report/number_text.hpp"
#include "report/pgf_style.hpp"

#include <algorithm>

namespace dpl::report {

namespace {

std::string square(const std::string& style)
{
    return "\\path[" + style + "] (1pt,-2pt) rectangle (8pt,2.5pt);";
}

/// The sample of an entry, from (0,0) and 9 pt wide.
struct SampleOf {
    const Figure& figure;

    std::string operator()(const Line& line) const
    {
        return "\\path[" + pgfStroke(line, figure.lineWidthPoints) + "] (0pt,0pt) -- (9pt,0pt);";
    }
    std::string operator()(const Band& band) const { return square(pgfFill(band.role, band.opacity)); }
    std::string operator()(const Points& points) const
    {
        return "\\path[" + pgfMark(points.role, points.opacity, points.open) + "] (4.5pt,0pt) circle[radius="
            + significantText(1.2 * figure.lineWidthPoints * std::min(points.relativeSize, 1.8), 4) + "pt];";
    }
    std::string operator()(const Bars& bars) const { return square(pgfFill(bars.role, bars.opacity)); }
    std::string operator()(const HeatMap&) const { return square("fill=dplInk!50,draw=none"); }
    std::string operator()(const Contours& contours) const
    {
        return "\\path[draw=" + pgfColourName(contours.role)
            + "!70,line width=" + significantText(0.8 * figure.lineWidthPoints, 4) + "pt] (0pt,0pt) -- (9pt,0pt);";
    }
};

/// What keeps the texts readable above other ink.
std::string ground(const Panel& panel)
{
    const std::string fill = "fill=white,fill opacity=0.75,text opacity=1";
    return hasAreas(panel) ? fill : "nodes={" + fill + "}";
}

std::string anchor(const LegendPlace& place)
{
    return place.inCorner() ? std::string(place.y == 1.0 ? "north" : "south") + (place.x == 1.0 ? " east" : " west")
                            : "center";
}

} // namespace

PgfLegend pgfLegend(const Figure& figure, const Panel& panel, const PaperPanel& set)
{
    if (legendLabels(figure, panel).empty()) {
        return {};
    }
    const LegendPlace place = placeLegend(figure, panel, set);
    PgfLegend legend;
    const std::string font = significantText(place.fontPoints, 3);
    legend.options = "legend columns=" + std::to_string(place.columns) + ",legend style={at={("
        + significantText(place.x, 4) + "," + significantText(place.y, 4) + ")},anchor=" + anchor(place) + ","
        + ground(panel) + ",font=\\fontsize{" + font + "}{" + font + "}\\selectfont},";
    for (const Layer& layer : panel.layers) {
        const std::string label = std::visit([](const auto& value) { return value.label; }, layer);
        if (!label.empty()) {
            legend.entries += "\\addlegendimage{legend image code/.code={" + std::visit(SampleOf{figure}, layer)
                + "}}\\addlegendentry{" + latexText(label) + "}\n";
        }
    }
    return legend;
}

} // namespace dpl::report
