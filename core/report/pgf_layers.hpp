#pragma once

#include "report/paper_layout.hpp"

#include <string>

namespace dpl::report {

/// The layers of a panel that belong to one of its vertical axes, as the body of a pgfplots axis.
std::string pgfLayers(const Figure& figure, const Panel& panel, const PaperPanel& set, YAxis axis);

/// Macros that the bodies use, to be defined in the picture before the axes.
std::string pgfLayerMacros();

} // namespace dpl::report
