#pragma once

#include "report/figure.hpp"

#include <QPen>

namespace dpl::ui {

/// Pen of a line. The lengths of its dashes go with its width.
QPen linePen(const QColor& colour, report::Dash dash, double width);

} // namespace dpl::ui
