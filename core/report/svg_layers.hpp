#pragma once

#include "report/paper_layout.hpp"

#include <string>

namespace dpl::report {

/// The layers of a panel, those of its left axis below those of its right one, in coordinates of its plot area from the
/// upper left corner. Lines and areas are cut to the plot area by the clip path of the id `clip`.
std::string svgLayers(const Figure& figure, const Panel& panel, const PaperPanel& set, const std::string& clip);

} // namespace dpl::report
