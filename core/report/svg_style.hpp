#pragma once

#include "report/paper_axes.hpp"

#include <string>

/// What the parts of an SVG figure are written with. Attributes begin with a space. Lengths are in TeX points.
namespace dpl::report {

/// "12.34"
std::string svgLength(double points);

/// "12.34 5.6" of a point in units of a plot area, from its lower left corner; SVG counts from the upper left one.
std::string svgPoint(const Point& unit, const PlotArea& area);

/// "#0072b2" of a role's colour, `percent` of the way from paper to it.
std::string svgColour(SeriesRole role, int percent = 100);

/// Attributes of a line in a figure whose lines are `lineWidthPoints` wide.
std::string svgStroke(const Line& line, double lineWidthPoints);

std::string svgFill(SeriesRole role, double opacity);

/// A filled mark with a thin rim in the colour of paper, or a ring.
std::string svgMark(SeriesRole role, double opacity, bool open);

/// ` x1="0" y1="0" x2="9" y2="0"`
std::string svgEnds(double x1, double y1, double x2, double y2);

/// ` x="0" y="0" width="9" height="9"`
std::string svgRect(double x, double y, double width, double height);

/// A <text>; the label of a tick with an exponent is set as a power of ten. `attributes`: further ones.
std::string svgText(const PaperText& text, const std::string& attributes = "");

} // namespace dpl::report
