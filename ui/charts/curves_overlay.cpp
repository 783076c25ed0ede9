#include "charts/curves_overlay.hpp"

#include "base/demi_bold.hpp"
#include "base/theme.hpp"
#include "figures/figure_style.hpp"
#include "report/number_text.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

constexpr int mostReadings = 12;
constexpr double padding = 8.0;
constexpr double swatch = 8.0;

QString valueText(const runs::Reading& reading, int decimals)
{
    const auto number = [decimals](double value) {
        // Learning rates and the like have no use for a fixed number of decimals.
        const bool small = value != 0.0 && std::abs(value) < 0.001;
        return QString::fromStdString(
            small ? report::significantText(value, 4) : report::fixedText(value, std::min(decimals, 4)))
            .replace(u'-', QChar(0x2212)); // a true minus sign
    };
    return reading.deviation ? QStringLiteral("%1 ± %2").arg(number(reading.y), number(*reading.deviation))
                             : number(reading.y);
}

} // namespace

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

void CurvesOverlay::setCrosshair(
    std::optional<double> x, const QString& heading, std::vector<runs::Reading> readings, int decimals)
{
    m_crosshair = x;
    m_heading = heading;
    m_readings = std::move(readings);
    m_decimals = decimals;
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
        paintReadings(painter, position);
    }
}

void CurvesOverlay::paintReadings(QPainter& painter, double crosshair)
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

    const int shown = std::min(int(m_readings.size()), mostReadings);
    const QFont heading = demiBold(font());
    const QFontMetricsF metrics(font());
    double names = 0.0;
    double values = 0.0;
    const double nameRoom = std::max(80.0, m_area.width() * 0.45);
    for (int i = 0; i < shown; ++i) {
        names = std::max(names, metrics.horizontalAdvance(QString::fromStdString(m_readings[std::size_t(i)].label)));
        values = std::max(values, metrics.horizontalAdvance(valueText(m_readings[std::size_t(i)], m_decimals)));
    }
    names = std::min(names, nameRoom);
    const double line = metrics.height() + 2.0;
    const bool more = shown < int(m_readings.size());
    const QSizeF size(std::max(QFontMetricsF(heading).horizontalAdvance(m_heading),
                          shown > 0 ? swatch + 8.0 + names + 16.0 + values : 0.0)
            + 2 * padding,
        line * (shown + 1 + int(more)) + 2 * padding - 2.0);
    QPointF corner(x + 12.0, m_area.top() + 4.0);
    if (corner.x() + size.width() > width() - 2.0) {
        corner.setX(std::max(2.0, x - 12.0 - size.width()));
    }
    const QRectF box(corner, size);
    painter.setPen(theme.border);
    painter.setBrush(theme.card);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    QRectF row(box.left() + padding, box.top() + padding - 1.0, box.width() - 2 * padding, line);
    painter.setPen(theme.text);
    painter.setFont(heading);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, m_heading);
    painter.setFont(font());
    for (int i = 0; i < shown; ++i) {
        const runs::Reading& reading = m_readings[std::size_t(i)];
        row.translate(0.0, line);
        painter.setPen(Qt::NoPen);
        painter.setBrush(toColour(report::seriesStyle(reading.role, theme.figureGround).colour));
        painter.drawRoundedRect(QRectF(row.left(), row.center().y() - swatch / 2, swatch, swatch), 2, 2);
        painter.setPen(theme.text);
        painter.drawText(row.adjusted(swatch + 8.0, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(QString::fromStdString(reading.label), Qt::ElideMiddle, names));
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, valueText(reading, m_decimals));
    }
    if (more) {
        row.translate(0.0, line);
        painter.setPen(theme.secondaryText);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, tr("and %1 more").arg(int(m_readings.size()) - shown));
    }
}

} // namespace dpl::ui
