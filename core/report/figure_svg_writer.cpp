#include "report/figure_writers.hpp"
#include "report/number_text.hpp"
#include "report/paper_axes.hpp"
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

std::string strokes(const std::vector<PaperStroke>& strokes, const std::string& colour)
{
    if (strokes.empty()) {
        return {};
    }
    std::string svg = "<g stroke=\"" + colour + "\" stroke-width=\"" + svgLength(PaperSizes::axisLine)
        + "\" stroke-linecap=\"square\">\n";
    for (const PaperStroke& stroke : strokes) {
        svg += "<line" + svgEnds(stroke.x1, stroke.y1, stroke.x2, stroke.y2) + "/>\n";
    }
    return svg + "</g>\n";
}

std::string panelSvg(const Figure& figure, std::size_t index, const PaperPanel& set)
{
    const Panel& panel = figure.panels[index];
    const PaperAxes axes = paperAxes(figure, panel, set);
    const std::string clip = idOf(figure.name) + "-" + std::to_string(index + 1);
    const double top = texPointsPerInch * figure.heightInches - set.bottom - set.height;
    std::string svg = "<g transform=\"translate(" + svgLength(set.left) + " " + svgLength(top) + ")\">\n<clipPath id=\""
        + clip + "\"><rect" + svgRect(0.0, 0.0, set.width, set.height) + "/></clipPath>\n"
        + strokes(axes.grid, hexColour(paperGrid)) + svgLayers(figure, panel, set, clip)
        + strokes(axes.lines, svgColour(SeriesRole::ink));
    for (const auto* texts : {&axes.labels, &axes.titles}) {
        for (const PaperText& text : *texts) {
            svg += svgText(text);
        }
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
