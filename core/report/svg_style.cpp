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

std::string textElement(
    const std::string& content, double x, double y, double size, const char* anchor, const std::string& attributes)
{
    return "<text" + attribute("x", svgLength(x)) + attribute("y", svgLength(y))
        + attribute("font-size", svgLength(size)) + attribute("text-anchor", anchor) + attributes + ">" + content
        + "</text>\n";
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

std::string svgText(
    const std::string& text, double x, double y, double size, const char* anchor, const std::string& attributes)
{
    return textElement(xmlText(text), x, y, size, anchor, attributes);
}

std::string svgTick(const std::string& label, double x, double y, double size, const char* anchor)
{
    const TickText tick = tickText(label);
    if (tick.exponent.empty()) {
        return svgText(label, x, y, size, anchor);
    }
    const std::string power = "<tspan" + attribute("dy", svgLength(-0.4 * size))
        + attribute("font-size", svgLength(0.75 * size)) + ">" + xmlText(tick.exponent) + "</tspan>";
    return textElement(xmlText(tick.text) + power, x, y, size, anchor, std::string());
}

} // namespace dpl::report
