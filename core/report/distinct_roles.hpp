#pragma once

#include "report/series_style.hpp"

#include <vector>

namespace dpl::report {

/// Roles that tell several series apart of which each has a role by itself. The first with a role keeps it; further
/// ones, and those that stand for nothing (ink), get colours that no reward head has, and then relatives of those. So
/// what is seen alone, or first, looks as it does everywhere. Those of the first series do not depend on the later
/// ones. Beyond some fifty, roles come again.
std::vector<SeriesRole> distinctRoles(const std::vector<SeriesRole>& own);

} // namespace dpl::report
