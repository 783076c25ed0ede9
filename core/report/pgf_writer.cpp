#include "report/figure_writers.hpp"
#include "report/latex_text.hpp"
#include "report/note_text.hpp"
#include "report/number_text.hpp"
#include "report/own_role.hpp"
#include "report/paper_axes.hpp"
#include "report/pgf_layers.hpp"
#include "report/pgf_legend.hpp"
#include "report/pgf_style.hpp"
#include "report/utf8.hpp"

#include <cmath>
#include <set>

namespace dpl::report {

namespace {

std::string points(double length)
{
    return significantText(std::round(length * 100.0) / 100.0, 6) + "pt";
}

std::string font(double size)
{
    return "\\fontsize{" + significantText(size, 4) + "}{" + significantText(1.2 * size, 4) + "}\\selectfont";
}

/// "1e−5" as a power of ten, the rest as it is.
std::string latexTick(const std::string& label)
{
    const TickText tick = tickText(label);
    if (tick.exponent.empty()) {
        return latexText(label);
    }
    // In mathematics a hyphen is a minus sign.
    const auto mathematics = [](std::string_view text) {
        std::string result;
        for (const char32_t c : codePoints(text)) {
            result += c == U'\u2212' ? "-" : c == U'\u00b7' ? "\\cdot " : std::string(1, static_cast<char>(c));
        }
        return result;
    };
    return "$" + mathematics(tick.text) + "^{" + mathematics(tick.exponent) + "}$";
}

std::string ticks(const char* axis, const std::vector<double>& values, double offset)
{
    std::string at;
    std::string labels;
    for (const double tick : values) {
        if (!at.empty()) {
            at += ',';
            labels += ',';
        }
        at += significantText(tick - offset, 9);
        labels += '{';
        labels += latexTick(tickLabel(tick, values));
        labels += '}';
    }
    const std::string name(axis);
    return values.empty() ? name + "tick=\\empty,"
                          : name + "tick={" + at + "}," + name + "ticklabels={" + labels + "},";
}

std::string axisOptions(const char* name, const Axis& axis, const PaperAxis& set)
{
    const std::string prefix(name);
    std::string options = prefix + "mode=" + (axis.scale == Scale::logarithmic ? "log" : "normal") + "," + prefix
        + "min=" + significantText(set.map.low() - set.map.offset(), 9) + "," + prefix
        + "max=" + significantText(set.map.high() - set.map.offset(), 9) + ",";
    options += ticks(name, axis.visible ? set.ticks : std::vector<double>{}, set.map.offset());
    return options;
}

std::string axisPlace(const PaperPanel& set)
{
    return "at={(" + points(set.left) + "," + points(set.bottom) + ")},width=" + points(set.width)
        + ",height=" + points(set.height) + ",";
}

std::string leftAxis(const Figure& figure, const Panel& panel, const PaperPanel& set, const PgfLegend& legend)
{
    std::string tex = "\\begin{axis}[dpl panel," + axisPlace(set) + "\n  axis x line"
        + (panel.x.visible ? "*=bottom" : "=none") + ",axis y line" + (panel.left.visible ? "*=left" : "=none")
        + ",\n  " + axisOptions("x", panel.x, set.x) + "\n  " + axisOptions("y", panel.left, set.leftAxis);
    tex += "\n  " + legend.options + "]\n";
    return tex + pgfLayers(figure, panel, set, YAxis::left) + legend.entries + "\\end{axis}\n";
}

std::string rightAxis(const Figure& figure, const Panel& panel, const PaperPanel& set)
{
    Axis hidden = panel.x;
    hidden.visible = false;
    return "\\begin{axis}[dpl panel," + axisPlace(set) + "\n  axis x line=none,axis y line"
        + (panel.right->visible ? "*=right" : "=none") + ",\n  " + axisOptions("x", hidden, set.x) + "\n  "
        + axisOptions("y", *panel.right, *set.rightAxis) + "]\n" + pgfLayers(figure, panel, set, YAxis::right)
        + "\\end{axis}\n";
}

/// Lines across the plot area, below everything.
std::string grid(const Panel& panel, const PaperPanel& set)
{
    std::string lines;
    for (const double height : gridHeights(panel, set)) {
        const double y = set.bottom + height * set.height;
        lines += "(" + points(set.left) + "," + points(y) + ") -- +(" + points(set.width) + ",0pt) ";
    }
    return lines.empty() ? lines : "\\draw[dplGrid,line width=" + points(PaperSizes::axisLine) + "] " + lines + ";\n";
}

/// Titles where every writer puts them.
std::string titles(const Figure& figure, const Panel& panel, const PaperPanel& set)
{
    std::string nodes;
    for (const PaperText& title : paperAxes(figure, panel, set).titles) {
        nodes += "\\node[dpl title" + std::string(title.upwards ? ",rotate=90" : "") + "] at ("
            + points(set.left + title.x) + "," + points(set.bottom + set.height - title.y) + ") {" + font(title.size)
            + " " + latexText(title.text.text) + "};\n";
    }
    return nodes;
}

/// Roles of their own colours that the figure has.
std::set<SeriesRole> ownRolesIn(const Figure& figure)
{
    std::set<SeriesRole> roles;
    for (const Panel& panel : figure.panels) {
        for (const Layer& layer : panel.layers) {
            std::visit(
                [&](const auto& of) {
                    if constexpr (requires { of.role; }) {
                        if (isOwn(of.role)) {
                            roles.insert(of.role);
                        }
                    }
                },
                layer);
        }
    }
    return roles;
}

std::string colour(const std::string& name, Rgb colour)
{
    return "\\definecolor{" + name + "}{RGB}{" + std::to_string(colour.red) + "," + std::to_string(colour.green) + ","
        + std::to_string(colour.blue) + "}%\n";
}

std::string colours(const Figure& figure)
{
    std::string tex;
    std::vector<SeriesRole> roles{SeriesRole::base, SeriesRole::meanAndVariance, SeriesRole::categorical,
        SeriesRole::classifier, SeriesRole::bordaCount, SeriesRole::expectedUtility, SeriesRole::trueUtility,
        SeriesRole::copeland, SeriesRole::maximin, SeriesRole::context1, SeriesRole::context2, SeriesRole::context3,
        SeriesRole::context4, SeriesRole::ink};
    const auto own = ownRolesIn(figure);
    roles.insert(roles.end(), own.begin(), own.end());
    for (const SeriesRole role : roles) {
        tex += colour(pgfColourName(role), seriesStyle(role).colour);
    }
    return tex + colour("dplGrid", paperGrid);
}

/// What makes the file a document of its own; skipped when it is \input into one, whose body has begun by then.
std::string standalonePreamble(const std::string& width, const std::string& height)
{
    return "\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\n"
           "  \\let\\dplFinish\\relax\n"
           "\\else\n"
           "  \\RequirePackage{fix-cm}\n"
           "  \\documentclass{article}\n"
           "  \\usepackage[paperwidth="
        + width + ",paperheight=" + height
        + ",margin=0pt]{geometry}\n"
          "  \\usepackage{pgfplots}\n"
          "  \\pagestyle{empty}\\parindent=0pt\\topskip=0pt\n"
          "  \\begin{document}\n"
          "  \\def\\dplFinish{\\end{document}}\n"
          "\\fi\n";
}

std::string panelStyle(const PaperSizes& sizes)
{
    const std::string line = "line width=" + points(PaperSizes::axisLine) + ",draw=dplInk";
    const std::string gap = points(PaperSizes::tickGap);
    return "\\pgfplotsset{compat=1.17,dpl panel/.style={scale only axis,anchor=south west,enlargelimits=false,"
           "axis on top,scaled ticks=false,\n  axis line style={"
        + line + "},tick style={" + line + "},tick align=outside,major tick length=" + points(PaperSizes::tickLength)
        + ",minor tick length=" + points(0.5 * PaperSizes::tickLength)
        + ",\n  ticklabel style={font=" + font(sizes.tick) + ",inner sep=" + gap
        + ",outer sep=0pt},\nlegend cell align=left,"
          "legend style={draw=none,fill=white,inner sep=0.5pt,\n    "
          "nodes={inner xsep=1.5pt,inner ysep=0.3pt},row sep=0pt}},\n  /tikz/dpl title/.style={anchor=base,inner "
          "sep=0pt,outer sep=0pt},\n  "
          "/tikz/dpl contour/.style={inner sep=0pt,outer sep=0pt,font="
        + font(sizes.contour) + "}}%\n";
}

} // namespace

std::string toPgf(const Figure& figure)
{
    checkFigure(figure);
    const PaperSizes sizes(figure);
    const std::string width = significantText(figure.widthInches) + "in";
    const std::string height = significantText(figure.heightInches) + "in";
    std::string tex = "% Compiles with pdflatex as it is; \\input into a document that loads pgfplots, it sets the "
                      "picture alone.\n";
    for (const std::string& note : figure.notes) {
        tex += "% " + oneLine(note) + "\n";
    }
    tex += standalonePreamble(width, height) + "\\begingroup\n" + colours(figure) + pgfLayerMacros() + panelStyle(sizes)
        + (isSansSerif(figure.fontFamily) ? "\\sffamily" : "\\rmfamily") + font(sizes.title) + "%\n"
        + "\\begin{tikzpicture}[text=dplInk]\n\\path[use as bounding box] (0,0) rectangle (" + width + "," + height
        + ");\n";
    const std::vector<PaperPanel> panels = layOutPanels(figure);
    for (std::size_t i = 0; i < panels.size(); ++i) {
        const Panel& panel = figure.panels[i];
        tex += grid(panel, panels[i]);
        // The axis drawn last carries the legend, so that nothing is drawn over it.
        if (panel.right) {
            tex += rightAxis(figure, panel, panels[i]);
        }
        tex += leftAxis(figure, panel, panels[i], pgfLegend(figure, panel, panels[i]));
        tex += titles(figure, panel, panels[i]);
    }
    return tex + "\\end{tikzpicture}%\n\\endgroup\n\\dplFinish\n";
}

} // namespace dpl::report
