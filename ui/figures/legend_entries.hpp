#pragma once

#include "figures/figure_style.hpp"
#include "report/figure.hpp"

#include <QList>
#include <QPen>
#include <QRectF>

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

/// Draws each entry, sample and text, at its place; nothing behind them shows.
void paintLegend(QPainter& painter, const QList<LegendEntry>& entries, const QList<QRectF>& places, const QFont& font,
    const FigureStyle& style);

} // namespace dpl::ui
