#pragma once

#include <string>
#include <string_view>

namespace dpl::report {

/// UTF-8 text as LaTeX source that sets it literally with pdflatex and Computer Modern: markup characters are escaped,
/// Greek letters and signs become mathematics, accented Latin stays as it is, line breaks become spaces, and what the
/// fonts lack becomes a question mark.
std::string latexText(std::string_view utf8);

/// Width of the text in Computer Modern, in points, as an upper estimate: a figure is laid out before TeX has seen it.
double latexWidth(std::string_view utf8, double fontPoints);

} // namespace dpl::report
