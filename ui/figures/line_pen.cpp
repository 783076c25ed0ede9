#include "figures/line_pen.hpp"

namespace dpl::ui {

QPen linePen(const QColor& colour, report::Dash dash, double width)
{
    QPen pen(colour, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    switch (dash) {
    case report::Dash::solid: break;
    case report::Dash::dashed: pen.setDashPattern({4.0, 2.0}); break;
    case report::Dash::dotted: pen.setDashPattern({1.2, 1.8}); break;
    case report::Dash::dashDotted: pen.setDashPattern({5.0, 2.0, 1.2, 2.0}); break;
    }
    return pen;
}

} // namespace dpl::ui
