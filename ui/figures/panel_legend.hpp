#pragma once

#include "figures/figure_style.hpp"
#include "figures/occupancy.hpp"

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
    std::size_t layer = 0; ///< of the panel, the first if several look and read the same

    friend bool operator==(const LegendEntry& a, const LegendEntry& b)
    {
        return a.label == b.label && a.swatch == b.swatch && a.pen == b.pen && a.ring == b.ring && a.colour == b.colour;
    }
};

/// The entries that a panel's layers have labels for.
QList<LegendEntry> legendEntries(const report::Panel& panel, const FigureStyle& style);

/// A panel's legend, without a frame. It stands in the plot area where nothing is drawn: as a block if one fits, else
/// each entry near its own series. If there is no such place it goes above the plot area, unless that would take a
/// quarter of its height, as in the small figures of papers: then it is set smaller, and stands where it covers least.
/// A place once taken is kept while it is free, so that a live figure stays calm.
class PanelLegend {
public:
    /// Forgets the place if the entries changed.
    void setEntries(const QList<LegendEntry>& entries, const FigureStyle& style);
    void forgetPlace();
    const QList<LegendEntry>& entries() const { return m_entries; }

    bool isAbove() const { return m_above; }

    /// Height of the rows above a plot area of this width.
    double heightAbove(double width) const;

    /// False if there is no free place; then the legend goes above, and the panel has to make room.
    /// `landmarks` holds points of each entry's series.
    bool placeInside(const QRectF& plotArea, const Occupancy& occupancy, const QList<Run>& landmarks);
    void placeAbove(const QRectF& rows);

    /// Everything that is painted lies within.
    QRectF bounds() const { return m_bounds; }
    void paint(QPainter& painter) const;

private:
    QSizeF entrySize(const LegendEntry& entry) const;
    QList<QPointF> rowPositions(double width) const;
    bool findPlace(const Occupancy& occupancy, const QList<Run>& landmarks);
    bool findBlock(const Occupancy& occupancy);
    bool findLeastInk(const Occupancy& occupancy);
    QFont font() const;
    double em() const { return emOf(font()); }
    double rowsHeight(double width) const;
    QSizeF blockSize() const;
    void placeBlock(const QPointF& corner);
    bool findScattered(Occupancy occupancy, const QList<Run>& landmarks);
    void setOrigin(const QPointF& origin);

    QList<LegendEntry> m_entries;
    FigureStyle m_style;
    QList<QPointF> m_positions; ///< of the entries, relative to m_origin; empty until placed
    QPointF m_origin;
    QSizeF m_plotSize;
    bool m_above = false;
    double m_scale = 1.0; ///< of the font: smaller where there is little room
    QRectF m_bounds;
};

} // namespace dpl::ui
