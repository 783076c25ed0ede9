#pragma once

#include "report/paper_layout.hpp"

namespace dpl::report {

/// Points where the panel's layers have ink, about two points apart, in points from the plot area's lower left corner:
/// the legend keeps clear of them.
Path paperOccupancy(const Panel& panel, const PaperPanel& set);

} // namespace dpl::report
