#pragma once

#include "report/figure.hpp"

#include <string>

namespace dpl::report {

/// The figure as a tikzpicture of pgfplots axes, placed and sized in inches, to be \input into a document or compiled
/// as it is: the file is a complete `standalone` document. Text is set by LaTeX; markup characters are escaped.
std::string toPgf(const Figure& figure);

/// The figure's data in long form, one row per value: panel, layer, series, x, y, value (for bands lower and upper).
/// Numbers carry all digits that identify a double.
std::string toCsv(const Figure& figure);

} // namespace dpl::report
