#include "figures/panel_legend.hpp"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace dpl::ui {

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
    m_places.clear();
}

double PanelLegend::heightAbove() const
{
    return isAbove() && !m_entries.isEmpty() ? report::LegendBlock(m_sizes, *m_plan).heightOutside() : 0.0;
}

bool PanelLegend::placeInside(const QRectF& plotArea, const Occupancy& occupancy)
{
    if (m_entries.isEmpty()) {
        placeBlock(plotArea.topLeft());
        return true;
    }
    const auto before = m_plotSize == plotArea.size() ? m_plan : std::nullopt;
    const report::LegendRoom room{plotArea.width(), plotArea.height(), 0.0, [&](const report::LegendRect& rect) {
                                      return occupancy.inkIn(QRectF(rect.left, rect.top, rect.width, rect.height));
                                  }};
    m_plan = report::planLegend(m_sizes, room, before);
    m_plotSize = plotArea.size();
    if (isAbove()) {
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
    paintLegend(painter, m_entries, m_places, font(), m_style);
}

} // namespace dpl::ui
