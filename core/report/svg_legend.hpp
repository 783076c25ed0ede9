#pragma once

#include "report/paper_layout.hpp"

#include <string>

namespace dpl::report {

/// The legend of all the panel's labelled layers, in coordinates of its plot area from the upper left corner; empty if
/// the panel has none.
std::string svgLegend(const Figure& figure, const Panel& panel, const PaperPanel& set);

} // namespace dpl::report
