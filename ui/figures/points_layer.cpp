#include "figures/points_layer.hpp"

#include "report/paper_shapes.hpp"

#include <QPainter>

#include <cmath>

namespace dpl::ui {

namespace {

constexpr qsizetype many = 500;

/// A disc, or with a pen a ring.
QImage markImage(double radius, const QColor& colour, const QPen& ring, double resolution)
{
    const double side = std::ceil(2.0 * radius + ring.widthF()) + 2.0;
    QImage image((QSizeF(side, side) * resolution).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(resolution);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(ring);
    painter.setBrush(ring.style() == Qt::NoPen ? QBrush(colour) : QBrush());
    painter.drawEllipse(QPointF(side / 2.0, side / 2.0), radius, radius);
    return image;
}

} // namespace

void PointsLayer::update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style)
{
    const auto& points = std::get<report::Points>(layer);
    m_colour = style.seriesColour(points.role);
    m_colour.setAlphaF(static_cast<float>(points.opacity));
    m_radius = report::markDiameter * points.relativeSize * style.lineWidth / 2.0;
    m_ring = points.open ? QPen(m_colour, style.lineWidth) : QPen(Qt::NoPen);
    m_points.clear();
    const QRectF area(QPointF(), frame.size);
    for (const Run& run : finiteRuns(points.x, points.y, frame.x, frame.y(points.axis))) {
        for (const QPointF& point : run) {
            if (area.contains(point)) {
                m_points.append(point);
            }
        }
    }
    const bool stamped = !style.vector && m_points.size() > many;
    m_disc = stamped ? markImage(m_radius, m_colour, m_ring, style.resolution) : QImage();
}

void PointsLayer::occupy(Occupancy& occupancy) const
{
    for (const QPointF& point : m_points) {
        occupancy.addRect(QRectF(point.x() - m_radius, point.y() - m_radius, 2.0 * m_radius, 2.0 * m_radius));
    }
}

void PointsLayer::paint(QPainter& painter) const
{
    if (m_disc.isNull()) {
        painter.setPen(m_ring);
        painter.setBrush(m_ring.style() == Qt::NoPen ? QBrush(m_colour) : QBrush());
        for (const QPointF& point : std::as_const(m_points)) {
            painter.drawEllipse(point, m_radius, m_radius);
        }
        return;
    }
    const QSizeF half = m_disc.deviceIndependentSize() / 2.0;
    for (const QPointF& point : std::as_const(m_points)) {
        painter.drawImage(point - QPointF(half.width(), half.height()), m_disc);
    }
}

} // namespace dpl::ui
