#pragma once

#include "figures/figure_style.hpp"
#include "figures/occupancy.hpp"
#include "report/legend_plan.hpp"

#include <QList>
#include <QPen>

class QPainter;

namespace dpl::ui {

enum class Swatch { line, point, patch, ramp };

struct LegendEntry {
    QString label;
    Swatch swatch = Swatch::line;
    QPen pen; ///< of a line
    QPen ring{Qt::NoPen}; ///< of an open point
    QColor colour; ///< of a point or patch; the dark end of a ramp

    friend bool operator==(const LegendEntry&, const LegendEntry&) = default;
};

/// The entries that report::legendLayers names.
QList<LegendEntry> legendEntries(const report::Figure& figure, const report::Panel& panel, const FigureStyle& style);

/// A panel's legend, without a frame, where report::planLegend says.
class PanelLegend {
public:
    /// Forgets the place if the entries changed.
    void setEntries(const QList<LegendEntry>& entries, const FigureStyle& style);
    void forgetPlace();
    const QList<LegendEntry>& entries() const { return m_entries; }

    /// A place that was planned elsewhere and is kept: that of a figure on paper.
    void setPlan(const report::LegendPlan& plan);
    const std::optional<report::LegendPlan>& plan() const { return m_plan; }

    bool isAbove() const { return m_plan && m_plan->above; }
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
    bool m_planIsGiven = false;
    QSizeF m_plotSize; ///< that the plan is for
    QList<QRectF> m_places; ///< of the entries
    QRectF m_bounds;
};

} // namespace dpl::ui
