#pragma once

#include "report/figure.hpp"

#include <string>

namespace dpl::report {

/// Name of a role's colour in the document: "dplBordaCount", "dplOwn7f3c8d".
std::string pgfColourName(SeriesRole role);

/// "draw=dplInk,line width=1pt,dash pattern=..." of a line in a figure whose lines are `lineWidthPoints` wide.
std::string pgfStroke(const Line& line, double lineWidthPoints);

/// "fill=dplInk,fill opacity=0.25,draw=none"
std::string pgfFill(SeriesRole role, double opacity);

/// A filled mark with a thin rim in the colour of paper, which keeps marks apart from each other and from a heat map;
/// or a ring.
std::string pgfMark(SeriesRole role, double opacity, bool open = false);

} // namespace dpl::report
