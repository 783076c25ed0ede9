#pragma once

#include "figures/legend_entries.hpp"
#include "figures/occupancy.hpp"
#include "report/legend_plan.hpp"

namespace dpl::ui {

/// The legend of a panel in a window, without a frame, where report::planLegend says.
class PanelLegend {
public:
    /// Forgets the place if the entries changed.
    void setEntries(const QList<LegendEntry>& entries, const FigureStyle& style);
    void forgetPlace();
    const QList<LegendEntry>& entries() const { return m_entries; }

    bool isAbove() const { return m_plan && m_plan->place == report::LegendPlace::above; }
    double heightAbove() const; ///< 0 unless it is above

    /// False if there is no place: then the legend goes above, and the panel has to make room.
    bool placeInside(const QRectF& plotArea, const Occupancy& occupancy);
    void placeAbove(const QRectF& rows);

    /// Everything that is painted lies within.
    QRectF bounds() const { return m_bounds; }
    void paint(QPainter& painter) const;

private:
    QFont font() const;
    void placeBlock(const QPointF& corner);

    QList<LegendEntry> m_entries;
    FigureStyle m_style;
    report::LegendSizes m_sizes;
    std::optional<report::LegendPlan> m_plan; ///< none until placed
    QSizeF m_plotSize; ///< that the plan is for
    QList<QRectF> m_places; ///< of the entries
    QRectF m_bounds;
};

} // namespace dpl::ui
