#include "report/svg_style.hpp"

#include "report/number_text.hpp"
#include "report/xml_text.hpp"

#include <cmath>

namespace dpl::report {

namespace {

std::string attribute(const char* name, const std::string& value)
{
    return " " + std::string(name) + "=\"" + value + "\"";
}

std::string opacityAttribute(const char* name, double opacity)
{
    return opacity < 1.0 ? attribute(name, significantText(opacity, 3)) : std::string();
}

std::string dashAttributes(Dash dash, double width)
{
    const auto length = [&](double strokes) { return significantText(strokes * width, 4); };
    switch (dash) {
    case Dash::dashed: return attribute("stroke-dasharray", length(3.5) + " " + length(2.0));
    case Dash::dotted: // round caps make dots of dashes without length
        return attribute("stroke-linecap", "round") + attribute("stroke-dasharray", "0 " + length(2.2));
    case Dash::dashDotted:
        return attribute("stroke-dasharray", length(4.0) + " " + length(1.6) + " " + length(1.0) + " " + length(1.6));
    case Dash::solid: break;
    }
    return {};
}

const char* anchorName(TextAnchor anchor)
{
    return anchor == TextAnchor::start ? "start" : anchor == TextAnchor::end ? "end" : "middle";
}

} // namespace

std::string svgLength(double points)
{
    const double rounded = std::round(points * 100.0) / 100.0;
    return significantText(rounded == 0.0 ? 0.0 : rounded, 6);
}

std::string svgPoint(const Point& unit, const PlotArea& area)
{
    return svgLength(unit.first * area.widthPoints()) + " " + svgLength((1.0 - unit.second) * area.heightPoints());
}

std::string svgColour(SeriesRole role, int percent)
{
    const Rgb colour = seriesStyle(role).colour;
    const auto mixed = [&](std::uint8_t channel) {
        return static_cast<std::uint8_t>(std::lround(255.0 + (channel - 255.0) * percent / 100.0));
    };
    return hexColour({mixed(colour.red), mixed(colour.green), mixed(colour.blue)});
}

std::string svgStroke(const Line& line, double lineWidthPoints)
{
    const double width = lineWidthPoints * line.relativeWidth;
    return attribute("fill", "none") + attribute("stroke", svgColour(line.role))
        + attribute("stroke-width", significantText(width, 4)) + attribute("stroke-linejoin", "round")
        + dashAttributes(line.drawnDash(), width) + opacityAttribute("stroke-opacity", line.opacity);
}

std::string svgFill(SeriesRole role, double opacity)
{
    return attribute("fill", svgColour(role)) + opacityAttribute("fill-opacity", opacity);
}

std::string svgMark(SeriesRole role, double opacity, bool open)
{
    if (open) {
        return attribute("fill", "none") + attribute("stroke", svgColour(role)) + attribute("stroke-width", "0.8")
            + opacityAttribute("stroke-opacity", opacity);
    }
    return svgFill(role, opacity) + attribute("stroke", "#ffffff") + attribute("stroke-width", "0.3");
}

std::string svgEnds(double x1, double y1, double x2, double y2)
{
    return attribute("x1", svgLength(x1)) + attribute("y1", svgLength(y1)) + attribute("x2", svgLength(x2))
        + attribute("y2", svgLength(y2));
}

std::string svgRect(double x, double y, double width, double height)
{
    return attribute("x", svgLength(x)) + attribute("y", svgLength(y)) + attribute("width", svgLength(width))
        + attribute("height", svgLength(height));
}

std::string svgText(const PaperText& text, const std::string& attributes)
{
    std::string content = xmlText(text.text.text);
    if (!text.text.exponent.empty()) {
        content += "<tspan" + attribute("dy", svgLength(-exponentRise * text.size))
            + attribute("font-size", svgLength(exponentScale * text.size)) + ">" + xmlText(text.text.exponent)
            + "</tspan>";
    }
    const std::string turn =
        text.upwards ? attribute("transform", "rotate(-90 " + svgLength(text.x) + " " + svgLength(text.y) + ")") : "";
    return "<text" + attribute("x", svgLength(text.x)) + attribute("y", svgLength(text.y))
        + attribute("font-size", svgLength(text.size)) + attribute("text-anchor", anchorName(text.anchor)) + turn
        + attributes + ">" + content + "</text>\n";
}

} // namespace dpl::report
