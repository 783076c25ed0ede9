#include "charts/curves_overlay.hpp"

#include "base/theme.hpp"
#include "charts/figure_view.hpp"
#include "charts/panel_view.hpp"
#include "figures/figure_style.hpp"

#include <QPainter>

#include <cmath>

namespace dpl::ui {

CurvesOverlay::CurvesOverlay(FigureView& view, QWidget* parent) : QWidget(parent), m_view(view)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void CurvesOverlay::setCrosshair(std::optional<double> x, std::vector<runs::Reading> readings)
{
    m_crosshair = x;
    m_readings = std::move(readings);
    update();
}

void CurvesOverlay::setFrame(const QRectF& frame)
{
    m_frame = frame;
    update();
}

void CurvesOverlay::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme = Theme::of(*this);
    if (!m_frame.isEmpty()) {
        QColor ground = theme.accent;
        ground.setAlphaF(0.15F);
        painter.setPen(theme.accent);
        painter.setBrush(ground);
        painter.drawRect(m_frame.adjusted(0.5, 0.5, -0.5, -0.5));
        return;
    }
    const auto& panels = m_view.figureScene().panels();
    if (m_crosshair && !panels.empty()) {
        paintCrosshair(painter, *panels.front());
    }
}

void CurvesOverlay::paintCrosshair(QPainter& painter, const PanelView& panel)
{
    const QRectF area = panel.plotArea();
    const AxisMapping& horizontal = panel.frame().x;
    const AxisMapping& vertical = panel.frame().left;
    const double position = horizontal.position(*m_crosshair);
    if (!std::isfinite(position) || position < -0.5 || position > area.width() + 0.5) {
        return;
    }
    const Theme theme = Theme::of(*this);
    const double x = std::round(area.left() + position) + 0.5;
    painter.setPen(QPen(theme.secondaryText, 1.0, Qt::DashLine));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    for (const runs::Reading& reading : m_readings) {
        const double y = vertical.position(reading.y);
        if (std::isfinite(y) && y >= 0.0 && y <= area.height()) {
            painter.setPen(QPen(theme.card, 1.5));
            painter.setBrush(toColour(report::seriesStyle(reading.role, theme.figureGround).colour));
            painter.drawEllipse(area.topLeft() + QPointF(horizontal.position(reading.x), y), 4.0, 4.0);
        }
    }
}

} // namespace dpl::ui
