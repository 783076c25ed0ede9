#pragma once

#include "report/pgf_layout.hpp"

namespace dpl::report {

/// Points where the panel's layers have ink, about two points apart, in points from the plot area's lower left corner:
/// the legend keeps clear of them.
Path pgfOccupancy(const Panel& panel, const PgfPanel& set);

} // namespace dpl::report
