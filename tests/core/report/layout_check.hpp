#pragma once

#include "report/figure.hpp"

namespace dpl::report {

/// Fails the test if, laid out on paper as it is and at the widths that the export offers, any two texts of the figure
/// touch, a text leaves it, or a legend lies on a curve, a mark, a bar, another plot area or beyond the edge; `name`
/// says which figure it is.
void expectNothingTouches(const Figure& figure, const char* name);

} // namespace dpl::report
