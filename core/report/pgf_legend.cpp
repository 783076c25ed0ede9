#include "report/pgf_legend.hpp"

#include "report/latex_text.hpp"
#include "report/number_text.hpp"
#include "report/paper_shapes.hpp"
#include "report/pgf_style.hpp"

namespace dpl::report {

namespace {

std::string square(const std::string& style)
{
    return "\\path[" + style + "] (1pt,-2pt) rectangle (8pt,2.5pt);";
}

/// The sample of an entry, from (0,0) and 9 pt wide.
struct PgfSampleOf {
    const Figure& figure;

    std::string operator()(const Line& line) const
    {
        return "\\path[" + pgfStroke(line, figure.lineWidthPoints) + "] (0pt,0pt) -- (9pt,0pt);";
    }
    std::string operator()(const Band& band) const { return square(pgfFill(band.role, band.opacity)); }
    std::string operator()(const Points& points) const
    {
        return "\\path[" + pgfMark(points.role, points.opacity, points.open)
            + "] (4.5pt,0pt) circle[radius=" + significantText(0.5 * markDiameter * figure.lineWidthPoints, 4) + "pt];";
    }
    std::string operator()(const Bars& bars) const { return square(pgfFill(bars.role, bars.opacity)); }
    std::string operator()(const HeatMap&) const { return square("fill=dplInk!50,draw=none"); }
    std::string operator()(const Contours& contours) const
    {
        return "\\path[draw=" + pgfColourName(contours.role)
            + "!70,line width=" + significantText(0.8 * figure.lineWidthPoints, 4) + "pt] (0pt,0pt) -- (9pt,0pt);";
    }
};

/// A share of the plot area, and the part of the block that stands there: an estimate of its width that is too large
/// must not leave a gap at an edge.
struct Anchor {
    double at;
    const char* name;
};

Anchor anchorOf(double share, double from, double extent, double whole, const char* first, const char* last)
{
    return share == 0.0 ? Anchor{from / whole, first}
        : share == 1.0  ? Anchor{(from + extent) / whole, last}
                        : Anchor{(from + 0.5 * extent) / whole, ""};
}

std::string placeOf(const PaperPanel& set)
{
    const auto at = [](double x, double y, const std::string& anchor) {
        return "at={(" + significantText(x, 4) + "," + significantText(y, 4) + ")},anchor=" + anchor;
    };
    const LegendPlan& plan = set.legendPlan;
    const LegendRect& rect = set.legendRect;
    if (plan.place == LegendPlace::above) {
        return at(0.0, 1.0 - (rect.top + rect.height) / set.height, "south west");
    }
    if (plan.place == LegendPlace::below) {
        return at((rect.left + 0.5 * rect.width) / set.width, 1.0 - rect.top / set.height, "north");
    }
    const Anchor x = anchorOf(plan.x, rect.left, rect.width, set.width, "west", "east");
    const Anchor y = anchorOf(plan.y, rect.top, rect.height, set.height, "north", "south");
    const std::string anchor = std::string(y.name) + (*y.name != '\0' && *x.name != '\0' ? " " : "") + x.name;
    return at(x.at, 1.0 - y.at, anchor.empty() ? "center" : anchor);
}

} // namespace

PgfLegend pgfLegend(const Figure& figure, const Panel& panel, const PaperPanel& set)
{
    if (set.legend.empty()) {
        return {};
    }
    PgfLegend legend;
    const double size = LegendBlock(set.legendSizes, set.legendPlan).em();
    const std::string font = significantText(size, 3);
    legend.options = "legend columns=" + std::to_string(set.legendPlan.columns)
        + ",legend style={/tikz/every even column/.append style={column sep="
        + significantText(LegendSizes::entryGap * size, 4) + "pt}," + placeOf(set) + ","
        + "nodes={minimum height=" + significantText(LegendSizes::rowHeight * size, 4)
        + "pt,inner ysep=0pt},font=\\fontsize{" + font + "}{" + font + "}\\selectfont},";
    for (const std::size_t index : set.legend) {
        const Layer& layer = panel.layers[index];
        const std::string label = std::visit([](const auto& value) { return value.label; }, layer);
        legend.entries += "\\addlegendimage{legend image code/.code={" + std::visit(PgfSampleOf{figure}, layer)
            + "}}\\addlegendentry{" + latexText(label) + "}\n";
    }
    return legend;
}

} // namespace dpl::report
