#include "figures/panel_legend.hpp"

#include "figures/line_pen.hpp"
#include "figures/points_layer.hpp"

#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace dpl::ui {

namespace {

// In sizes of the legend's font.
constexpr double crowdedScale = 0.78; // of the font, where a legend at full size would cover too much
constexpr double swatchWidth = 1.6;
constexpr double swatchGap = 0.45;
constexpr double entryGap = 1.2;
constexpr double rowHeight = 1.3;
constexpr double spaceBelowRows = 0.4;

/// Of the nearest of them, squared.
double distanceTo(const QRectF& rect, const Run& points)
{
    double nearest = std::numeric_limits<double>::infinity();
    const qsizetype stride = std::max<qsizetype>(1, points.size() / 100);
    for (qsizetype i = 0; i < points.size(); i += stride) {
        const double dx = std::max({rect.left() - points[i].x(), points[i].x() - rect.right(), 0.0});
        const double dy = std::max({rect.top() - points[i].y(), points[i].y() - rect.bottom(), 0.0});
        nearest = std::min(nearest, dx * dx + dy * dy);
    }
    return nearest;
}

} // namespace

QList<LegendEntry> legendEntries(const report::Panel& panel, const FigureStyle& style)
{
    QList<LegendEntry> entries;
    const QColor ground = style.colours.background;
    for (std::size_t index = 0; index < panel.layers.size(); ++index) {
        std::visit(
            [&](const auto& value) {
                if (value.label.empty()) {
                    return;
                }
                using Kind = std::decay_t<decltype(value)>;
                LegendEntry entry;
                entry.label = QString::fromStdString(value.label);
                entry.layer = index;
                if constexpr (std::is_same_v<Kind, report::HeatMap>) {
                    entry.swatch = Swatch::ramp;
                    entry.colour = style.colours.text;
                } else {
                    entry.colour = style.seriesColour(value.role);
                    if constexpr (std::is_same_v<Kind, report::Line>) {
                        entry.pen = linePen(mixed(ground, entry.colour, value.opacity), value.drawnDash(),
                            style.lineWidth * value.relativeWidth);
                    } else if constexpr (std::is_same_v<Kind, report::Contours>) {
                        entry.pen = linePen(entry.colour, report::Dash::solid, style.lineWidth);
                    } else {
                        entry.swatch = std::is_same_v<Kind, report::Points> ? Swatch::point : Swatch::patch;
                        entry.colour.setAlphaF(static_cast<float>(value.opacity));
                        if constexpr (std::is_same_v<Kind, report::Points>) {
                            entry.ring = value.open ? QPen(entry.colour, style.lineWidth) : QPen(Qt::NoPen);
                        }
                    }
                }
                if (!entries.contains(entry)) {
                    entries.append(entry);
                }
            },
            panel.layers[index]);
    }
    return entries;
}

void PanelLegend::setEntries(const QList<LegendEntry>& entries, const FigureStyle& style)
{
    if (entries == m_entries && style == m_style) {
        return;
    }
    const auto sameText = [](const LegendEntry& a, const LegendEntry& b) { return a.label == b.label; };
    if (style.font != m_style.font
        || !std::equal(entries.begin(), entries.end(), m_entries.begin(), m_entries.end(), sameText)) {
        forgetPlace();
    }
    m_entries = entries;
    m_style = style;
}

void PanelLegend::forgetPlace()
{
    m_positions.clear();
    m_above = false;
}

QSizeF PanelLegend::entrySize(const LegendEntry& entry) const
{
    return {(swatchWidth + swatchGap) * em() + QFontMetricsF(font()).horizontalAdvance(entry.label), rowHeight * em()};
}

QList<QPointF> PanelLegend::rowPositions(double width) const
{
    QList<QPointF> positions;
    double x = 0.0;
    double y = 0.0;
    for (const LegendEntry& entry : m_entries) {
        const QSizeF size = entrySize(entry);
        if (x > 0.0 && x + size.width() > width) {
            x = 0.0;
            y += size.height();
        }
        positions.append({x, y});
        x += size.width() + entryGap * em();
    }
    return positions;
}

double PanelLegend::heightAbove(double width) const
{
    if (!m_above || m_entries.isEmpty()) {
        return 0.0;
    }
    return rowsHeight(width);
}

double PanelLegend::rowsHeight(double width) const
{
    return rowPositions(width).constLast().y() + (rowHeight + spaceBelowRows) * em();
}

bool PanelLegend::placeInside(const QRectF& plotArea, const Occupancy& occupancy, const QList<Run>& landmarks)
{
    if (m_entries.isEmpty()) {
        setOrigin(plotArea.topLeft());
        return true;
    }
    bool kept = m_positions.size() == m_entries.size() && m_plotSize == plotArea.size();
    for (qsizetype i = 0; kept && i < m_entries.size(); ++i) {
        kept = occupancy.isFree(QRectF(m_positions[i], entrySize(m_entries[i])));
    }
    m_plotSize = plotArea.size();
    if (!kept && !findPlace(occupancy, landmarks)) {
        m_positions.clear();
        m_scale = 1.0;
        m_above = true;
        return false;
    }
    setOrigin(plotArea.topLeft());
    return true;
}

bool PanelLegend::findPlace(const Occupancy& occupancy, const QList<Run>& landmarks)
{
    m_scale = 1.0;
    if (findBlock(occupancy) || findScattered(occupancy, landmarks)) {
        return true;
    }
    const double rowsAbove = rowsHeight(occupancy.size().width());
    if (rowsAbove < 0.25 * (occupancy.size().height() + rowsAbove)) {
        return false;
    }
    m_scale = crowdedScale;
    return findBlock(occupancy) || findLeastInk(occupancy);
}

QFont PanelLegend::font() const
{
    return scaledFont(m_style.smallFont(), m_scale);
}

QSizeF PanelLegend::blockSize() const
{
    QSizeF block(0.0, 0.0);
    for (const LegendEntry& entry : m_entries) {
        const QSizeF size = entrySize(entry);
        block = {std::max(block.width(), size.width()), block.height() + size.height()};
    }
    return block;
}

void PanelLegend::placeBlock(const QPointF& corner)
{
    m_positions.clear();
    double y = corner.y();
    for (const LegendEntry& entry : m_entries) {
        m_positions.append({corner.x(), y});
        y += entrySize(entry).height();
    }
}

bool PanelLegend::findLeastInk(const Occupancy& occupancy)
{
    const QSizeF area = occupancy.size();
    const QSizeF block = blockSize();
    if (block.width() > area.width() || block.height() > area.height()) {
        return false;
    }
    int least = std::numeric_limits<int>::max();
    QPointF best;
    for (double y = 0.0; y + block.height() <= area.height(); y += occupancy.cell()) {
        for (double x = 0.0; x + block.width() <= area.width(); x += occupancy.cell()) {
            const int ink = occupancy.inkIn(QRectF(QPointF(x, y), block));
            if (ink < least) {
                least = ink;
                best = {x, y};
            }
        }
    }
    placeBlock(best);
    return true;
}

bool PanelLegend::findBlock(const Occupancy& occupancy)
{
    const QSizeF block = blockSize();
    const double inset = 0.4 * em();
    const QSizeF free = occupancy.size() - block - QSizeF(2.0 * inset, 2.0 * inset);
    if (free.width() < 0.0 || free.height() < 0.0) {
        return false;
    }
    // Corners first, then along the upper and the lower edge.
    for (const double share : {1.0, 0.0, 0.75, 0.5, 0.25}) {
        for (const double down : {0.0, 1.0}) {
            const QPointF corner(inset + share * free.width(), inset + down * free.height());
            if (!occupancy.isFree(QRectF(corner, block).adjusted(-inset, -inset / 2.0, inset, inset / 2.0))) {
                continue;
            }
            placeBlock(corner);
            return true;
        }
    }
    return false;
}

bool PanelLegend::findScattered(Occupancy occupancy, const QList<Run>& landmarks)
{
    // A point beside a label, away from the block, would pass for one of the data.
    const auto isPoint = [](const LegendEntry& entry) { return entry.swatch == Swatch::point; };
    if (std::any_of(m_entries.begin(), m_entries.end(), isPoint)) {
        return false;
    }
    QList<QPointF> positions;
    const double step = occupancy.cell();
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const QSizeF size = entrySize(m_entries[i]);
        double best = std::numeric_limits<double>::infinity();
        QRectF place;
        for (double y = 0.0; y + size.height() <= occupancy.size().height(); y += step) {
            for (double x = step; x + size.width() <= occupancy.size().width(); x += step) {
                const QRectF rect(QPointF(x, y), size);
                const double distance = distanceTo(rect, landmarks.value(i));
                if (distance < best && occupancy.isFree(rect)) {
                    best = distance;
                    place = rect;
                }
            }
        }
        if (place.isNull()) {
            return false;
        }
        positions.append(place.topLeft());
        occupancy.addRect(place);
    }
    m_positions = positions;
    return true;
}

void PanelLegend::placeAbove(const QRectF& rows)
{
    m_positions = rowPositions(rows.width());
    setOrigin(rows.topLeft());
}

void PanelLegend::setOrigin(const QPointF& origin)
{
    m_origin = origin;
    QRectF bounds;
    for (qsizetype i = 0; i < m_positions.size(); ++i) {
        bounds |= QRectF(m_origin + m_positions[i], entrySize(m_entries[i]));
    }
    m_bounds = bounds;
}

void PanelLegend::paint(QPainter& painter) const
{
    const QFont font = this->font();
    const QFontMetricsF metrics(font);
    const double em = emOf(font);
    for (qsizetype i = 0; i < m_positions.size(); ++i) {
        const LegendEntry& entry = m_entries[i];
        const QPointF corner = m_origin + m_positions[i];
        const double baseline = corner.y() + (rowHeight * em + metrics.capHeight()) / 2.0;
        const double middle = baseline - 0.55 * metrics.xHeight();
        // Nothing of the data is under an entry, but grid lines may be.
        const double height = metrics.capHeight() + 0.35 * em;
        painter.fillRect(QRectF(corner.x(), baseline + 0.25 * em - height, entrySize(entry).width(), height),
            m_style.colours.background);
        const double right = corner.x() + swatchWidth * em;
        switch (entry.swatch) {
        case Swatch::line:
            painter.setPen(entry.pen);
            painter.drawLine(QPointF(corner.x(), middle), QPointF(right, middle));
            break;
        case Swatch::point: {
            const double radius = pointDiameter * m_style.lineWidth / 2.0;
            painter.setPen(entry.ring);
            painter.setBrush(entry.ring.style() == Qt::NoPen ? QBrush(entry.colour) : QBrush());
            painter.drawEllipse(QPointF((corner.x() + right) / 2.0, middle), radius, radius);
            break;
        }
        case Swatch::patch:
        case Swatch::ramp: {
            const QRectF patch(corner.x(), middle - 0.35 * em, swatchWidth * em, 0.7 * em);
            if (entry.swatch == Swatch::ramp) {
                QLinearGradient gradient(patch.topLeft(), patch.topRight());
                gradient.setColorAt(0.0, m_style.colours.grid);
                gradient.setColorAt(1.0, entry.colour);
                painter.fillRect(patch, gradient);
            } else {
                painter.fillRect(patch, entry.colour);
            }
            break;
        }
        }
        painter.setFont(font);
        painter.setPen(m_style.colours.text);
        painter.drawText(QPointF(right + swatchGap * em, baseline), entry.label);
    }
}

} // namespace dpl::ui
