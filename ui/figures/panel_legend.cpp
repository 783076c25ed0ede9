#include "figures/panel_legend.hpp"

#include "figures/line_pen.hpp"
#include "figures/points_layer.hpp"

#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <type_traits>

namespace dpl::ui {

using report::LegendSizes;

QList<LegendEntry> legendEntries(const report::Figure& figure, const report::Panel& panel, const FigureStyle& style)
{
    QList<LegendEntry> entries;
    const QColor ground = style.colours.background;
    for (const std::size_t index : report::legendLayers(figure, panel)) {
        std::visit(
            [&](const auto& value) {
                using Kind = std::decay_t<decltype(value)>;
                LegendEntry entry;
                entry.label = QString::fromStdString(value.label);
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
                entries.append(entry);
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
    const QFont full = m_style.smallFont();
    m_sizes.em = emOf(full);
    m_sizes.textWidths.clear();
    for (const LegendEntry& entry : m_entries) {
        m_sizes.textWidths.push_back(QFontMetricsF(full).horizontalAdvance(entry.label));
    }
}

void PanelLegend::forgetPlace()
{
    m_plan.reset();
    m_planIsGiven = false;
    m_places.clear();
}

void PanelLegend::setPlan(const report::LegendPlan& plan)
{
    m_plan = plan;
    m_planIsGiven = true;
}

double PanelLegend::heightAbove() const
{
    return isAbove() && !m_entries.isEmpty() ? report::LegendBlock(m_sizes, *m_plan).heightAbove() : 0.0;
}

bool PanelLegend::placeInside(const QRectF& plotArea, const Occupancy& occupancy)
{
    if (m_entries.isEmpty()) {
        placeBlock(plotArea.topLeft());
        return true;
    }
    if (!m_planIsGiven) {
        const auto before = m_plotSize == plotArea.size() ? m_plan : std::nullopt;
        m_plan = report::planLegend(
            m_sizes, plotArea.width(), plotArea.height(),
            [&](const report::LegendRect& rect) {
                return occupancy.inkIn(QRectF(rect.left, rect.top, rect.width, rect.height));
            },
            before);
        m_plotSize = plotArea.size();
    }
    if (m_plan->above) {
        return false;
    }
    const report::LegendRect block = report::LegendBlock(m_sizes, *m_plan).within(plotArea.width(), plotArea.height());
    placeBlock(plotArea.topLeft() + QPointF(block.left, block.top));
    return true;
}

void PanelLegend::placeAbove(const QRectF& rows)
{
    placeBlock(rows.topLeft());
}

QFont PanelLegend::font() const
{
    return scaledFont(m_style.smallFont(), m_plan ? m_plan->scale : 1.0);
}

void PanelLegend::placeBlock(const QPointF& corner)
{
    m_places.clear();
    m_bounds = {};
    if (m_entries.isEmpty()) {
        return;
    }
    const report::LegendBlock block(m_sizes, *m_plan);
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const report::LegendRect entry = block.entry(std::size_t(i));
        m_places.append(QRectF(corner.x() + entry.left, corner.y() + entry.top, entry.width, entry.height));
        m_bounds |= m_places.constLast();
    }
}

void PanelLegend::paint(QPainter& painter) const
{
    const QFont font = this->font();
    const QFontMetricsF metrics(font);
    const double em = emOf(font);
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        const LegendEntry& entry = m_entries[i];
        const QRectF& place = m_places[i];
        const QPointF corner = place.topLeft();
        const double baseline = corner.y() + (place.height() + metrics.capHeight()) / 2.0;
        const double middle = baseline - 0.55 * metrics.xHeight();
        // Nothing of the data is under an entry, but grid lines may be.
        const double height = metrics.capHeight() + 0.35 * em;
        painter.fillRect(
            QRectF(corner.x(), baseline + 0.25 * em - height, place.width(), height), m_style.colours.background);
        const double right = corner.x() + LegendSizes::sampleWidth * em;
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
            const QRectF patch(corner.x(), middle - 0.35 * em, LegendSizes::sampleWidth * em, 0.7 * em);
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
        painter.drawText(QPointF(right + LegendSizes::sampleGap * em, baseline), entry.label);
    }
}

} // namespace dpl::ui
