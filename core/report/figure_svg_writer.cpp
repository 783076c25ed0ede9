#include "report/figure_writers.hpp"
#include "report/number_text.hpp"
#include "report/paper_layout.hpp"
#include "report/svg_layers.hpp"
#include "report/svg_legend.hpp"
#include "report/svg_style.hpp"
#include "report/xml_text.hpp"

#include <algorithm>

namespace dpl::report {

namespace {

/// The figure's name as an XML id.
std::string idOf(const std::string& name)
{
    std::string id = "dpl-";
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        id += plain ? c : '-';
    }
    return id;
}

std::string fontFamilies(const std::string& family)
{
    const bool sans = isSansSerif(family);
    if (family == "serif") {
        // The first is LaTeX's own, so that a figure fits the text around it.
        return "'Latin Modern Roman', 'CMU Serif', 'Times New Roman', Times, serif";
    }
    if (family == "sans-serif") {
        return "Inter, Helvetica, Arial, sans-serif";
    }
    std::string name = family;
    std::replace(name.begin(), name.end(), '\'', ' ');
    return xmlText("'" + name + "', " + (sans ? "sans-serif" : "serif"));
}

/// Axes of one panel, in coordinates of its plot area from the upper left corner.
class AxesWriter {
public:
    AxesWriter(const PaperPanel& set, const PaperSizes& sizes) : m_set(set), m_sizes(sizes) { }

    std::string horizontal(const Axis& axis) const
    {
        if (!axis.visible) {
            return {};
        }
        std::string lines = line(0.0, m_set.height, m_set.width, m_set.height);
        std::string texts;
        const double baseline =
            m_set.height + ticksBelow(m_set.x, m_sizes) - PaperSizes::axisLine - PaperSizes::tickGap;
        for (const double tick : m_set.x.ticks) {
            const double x = m_set.x.map.toUnit(tick) * m_set.width;
            lines += line(x, m_set.height, x, m_set.height + PaperSizes::tickLength);
            texts += svgTick(tickLabel(tick, m_set.x.ticks), x, baseline, m_sizes.tick, "middle");
        }
        if (!axis.title.empty()) {
            texts += svgText(axis.title, 0.5 * m_set.width,
                m_set.height + ticksBelow(m_set.x, m_sizes) + PaperSizes::titleGap + textAscent * m_set.x.titleSize,
                m_set.x.titleSize, "middle");
        }
        return strokes(lines) + texts;
    }

    std::string vertical(const Axis& axis, const PaperAxis& own, bool right) const
    {
        if (!axis.visible) {
            return {};
        }
        const double foot = right ? m_set.width : 0.0;
        const double outwards = right ? 1.0 : -1.0;
        std::string lines = line(foot, 0.0, foot, m_set.height);
        std::string texts;
        for (const double tick : own.ticks) {
            const double y = (1.0 - own.map.toUnit(tick)) * m_set.height;
            lines += line(foot, y, foot + outwards * PaperSizes::tickLength, y);
            texts +=
                svgTick(tickLabel(tick, own.ticks), foot + outwards * (PaperSizes::tickLength + PaperSizes::tickGap),
                    y + 0.5 * digitHeight * m_sizes.tick, m_sizes.tick, right ? "start" : "end");
        }
        if (!axis.title.empty()) {
            // Titles read upwards: of the one on the right the ascenders point to the axis.
            const double x = foot
                + outwards
                    * (ticksBeside(own, m_sizes) + PaperSizes::titleGap
                        + (right ? textAscent : textDescent) * own.titleSize);
            const double y = 0.5 * m_set.height;
            texts += svgText(axis.title, x, y, own.titleSize, "middle",
                " transform=\"rotate(-90 " + svgLength(x) + " " + svgLength(y) + ")\"");
        }
        return strokes(lines) + texts;
    }

private:
    static std::string line(double x1, double y1, double x2, double y2)
    {
        return "<line" + svgEnds(x1, y1, x2, y2) + "/>\n";
    }

    static std::string strokes(const std::string& lines)
    {
        return "<g stroke=\"" + svgColour(SeriesRole::ink) + "\" stroke-width=\"" + svgLength(PaperSizes::axisLine)
            + "\" stroke-linecap=\"square\">\n" + lines + "</g>\n";
    }

    const PaperPanel& m_set;
    const PaperSizes& m_sizes;
};

std::string panelSvg(const Figure& figure, std::size_t index, const PaperPanel& set)
{
    const Panel& panel = figure.panels[index];
    const PaperSizes sizes(figure);
    const AxesWriter axes(set, sizes);
    const std::string clip = idOf(figure.name) + "-" + std::to_string(index + 1);
    const double top = texPointsPerInch * figure.heightInches - set.bottom - set.height;
    std::string svg = "<g transform=\"translate(" + svgLength(set.left) + " " + svgLength(top) + ")\">\n<clipPath id=\""
        + clip + "\"><rect" + svgRect(0.0, 0.0, set.width, set.height) + "/></clipPath>\n"
        + svgLayers(figure, panel, set, clip) + axes.horizontal(panel.x)
        + axes.vertical(panel.left, set.leftAxis, false);
    if (panel.right) {
        svg += axes.vertical(*panel.right, *set.rightAxis, true);
    }
    if (!panel.title.empty()) {
        svg += svgText(
            panel.title, 0.5 * set.width, -PaperSizes::panelTitleGap - set.legendAbove(), set.titleSize, "middle");
    }
    return svg + svgLegend(figure, panel, set) + "</g>\n";
}

} // namespace

std::string toSvg(const Figure& figure)
{
    checkFigure(figure);
    const std::vector<PaperPanel> panels = layOutPanels(figure);
    std::string svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
        + significantText(figure.widthInches) + "in\" height=\"" + significantText(figure.heightInches)
        + "in\" viewBox=\"0 0 " + svgLength(texPointsPerInch * figure.widthInches) + " "
        + svgLength(texPointsPerInch * figure.heightInches) + "\" font-family=\"" + fontFamilies(figure.fontFamily)
        + "\" fill=\"" + svgColour(SeriesRole::ink) + "\">\n";
    if (!figure.title.empty()) {
        svg += "<title>" + xmlText(figure.title) + "</title>\n";
    }
    for (std::size_t i = 0; i < figure.notes.size(); ++i) {
        svg += (i == 0 ? "<desc>" : "\n") + xmlText(figure.notes[i]);
    }
    svg += figure.notes.empty() ? "" : "</desc>\n";
    for (std::size_t i = 0; i < panels.size(); ++i) {
        svg += panelSvg(figure, i, panels[i]);
    }
    return svg + "</svg>\n";
}

} // namespace dpl::report
