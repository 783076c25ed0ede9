#include "pages/inspect/scatter_view.hpp"

#include "charts/panel_view.hpp"

#include <QMouseEvent>

namespace dpl::ui {

QPointF ScatterView::position(double x, double y)
{
    const PanelView& panel = *figureScene().panels().front();
    const QPointF inPlot(panel.frame().x.position(x), panel.frame().left.position(y));
    return QPointF(mapFromScene(panel.plotArea().topLeft() + inPlot));
}

void ScatterView::mousePressEvent(QMouseEvent* event)
{
    FigureView::mousePressEvent(event);
    if (!figure() || event->button() != Qt::LeftButton || figureScene().panels().empty()) {
        return;
    }
    const PanelView& panel = *figureScene().panels().front();
    const QRectF area = panel.plotArea();
    const QPointF at = mapToScene(event->position().toPoint());
    if (!area.contains(at)) {
        return;
    }
    const AxisMapping& x = panel.frame().x;
    const AxisMapping& y = panel.frame().left;
    Q_EMIT clicked(x.low + (x.high - x.low) * (at.x() - area.left()) / area.width(),
        y.low + (y.high - y.low) * (area.bottom() - at.y()) / area.height());
}

} // namespace dpl::ui
