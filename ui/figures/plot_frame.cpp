#include "figures/plot_frame.hpp"

namespace dpl::ui {

QRectF clipOf(const QSizeF& size)
{
    return QRectF(QPointF(), size).adjusted(-1.0, -1.0, 1.0, 1.0);
}

} // namespace dpl::ui
