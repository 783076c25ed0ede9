#pragma once

#include "report/paper_layout.hpp"

namespace dpl::report {

/// Points where the panel's layers have ink, about two points apart, in points from the plot area's lower left corner:
/// the legend keeps clear of them. Marks and bars have ink all over.
Path paperOccupancy(const Panel& panel, const PaperPanel& set, double lineWidthPoints);

} // namespace dpl::report
