#include "charts/curves_overlay.hpp"

#include "base/theme.hpp"
#include "figures/figure_style.hpp"

#include <QPainter>

#include <cmath>

namespace dpl::ui {

CurvesOverlay::CurvesOverlay(QWidget* parent) : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void CurvesOverlay::setPlot(const QRectF& area, const AxisMapping& x, const AxisMapping& y)
{
    m_area = area;
    m_x = x;
    m_y = y;
    update();
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
    if (!m_crosshair) {
        return;
    }
    const double position = m_x.position(*m_crosshair);
    if (std::isfinite(position) && position >= -0.5 && position <= m_area.width() + 0.5) {
        paintCrosshair(painter, position);
    }
}

void CurvesOverlay::paintCrosshair(QPainter& painter, double crosshair)
{
    const Theme theme = Theme::of(*this);
    const double x = std::round(m_area.left() + crosshair) + 0.5;
    painter.setPen(QPen(theme.secondaryText, 1.0, Qt::DashLine));
    painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
    for (const runs::Reading& reading : m_readings) {
        const double y = m_y.position(reading.y);
        if (std::isfinite(y) && y >= 0.0 && y <= m_area.height()) {
            painter.setPen(QPen(theme.card, 1.5));
            painter.setBrush(toColour(report::seriesStyle(reading.role, theme.figureGround).colour));
            painter.drawEllipse(m_area.topLeft() + QPointF(m_x.position(reading.x), y), 4.0, 4.0);
        }
    }
}

} // namespace dpl::ui
