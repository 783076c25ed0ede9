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
    const QPointF inPlot = at - area.topLeft();
    Q_EMIT clicked(panel.frame().x.valueAt(inPlot.x()), panel.frame().left.valueAt(inPlot.y()));
}

} // namespace dpl::ui
