#include "charts/clickable_figure.hpp"

#include "charts/panel_view.hpp"

#include <QMouseEvent>

namespace dpl::ui {

QPointF ClickableFigure::position(double x, double y)
{
    const PanelView& panel = *figureScene().panels().front();
    const QPointF inPlot(panel.frame().x.position(x), panel.frame().left.position(y));
    return QPointF(mapFromScene(panel.plotArea().topLeft() + inPlot));
}

void ClickableFigure::mousePressEvent(QMouseEvent* event)
{
    FigureView::mousePressEvent(event);
    if (!figure() || event->button() != Qt::LeftButton) {
        return;
    }
    const QPointF at = mapToScene(event->position().toPoint());
    const auto& panels = figureScene().panels();
    for (std::size_t i = 0; i < panels.size(); ++i) {
        const QRectF area = panels[i]->plotArea();
        if (area.contains(at)) {
            const QPointF inPlot = at - area.topLeft();
            const PlotFrame& frame = panels[i]->frame();
            Q_EMIT clicked(int(i), frame.x.valueAt(inPlot.x()), frame.left.valueAt(inPlot.y()));
            return;
        }
    }
}

} // namespace dpl::ui
