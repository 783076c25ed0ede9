#pragma once

#include "report/figure.hpp"

#include <string>

/// The writers throw dpl::Error where `checkFigure` does. Equal figures give equal bytes, in every locale.
namespace dpl::report {

/// The figure as a tikzpicture of pgfplots axes, placed and sized in inches. The file compiles as it is with pdflatex
/// (pgfplots 1.17, geometry and fix-cm are all it needs) into one page of the figure's size; \input into the body of a
/// document that loads pgfplots, it sets the picture alone, in the document's fonts. Text is set by LaTeX; markup
/// characters are escaped. Coordinates have six significant digits, and a line has no more points than can be seen.
std::string toPgf(const Figure& figure);

/// The figure as an SVG 1.1 document of its size in inches, laid out like the one of `toPgf`: text stays text, in the
/// figure's font where the viewer has it (room for it is reserved by Computer Modern's widths), shapes are cut to the
/// plot areas. Coordinates have two decimals of a point.
std::string toSvg(const Figure& figure);

/// The figure's data in long form (RFC 4180), one row per point, bar, or cell: panel (from 1), title, layer, series, x,
/// y, value, lower, upper, x_to, y_to; fields that a layer lacks stay empty. Lines and points have x and y; bands x,
/// lower and upper; bars reach from x to x_to and are y high; cells of heat maps span x..x_to, y..y_to and have a
/// value, as have the grid points of contours. Numbers carry all digits that identify a double. Notes are lines that
/// begin with "# ", above the heading.
std::string toCsv(const Figure& figure);

} // namespace dpl::report
