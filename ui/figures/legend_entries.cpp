#include "figures/legend_entries.hpp"

#include "figures/line_pen.hpp"
#include "report/legend_plan.hpp"
#include "report/paper_shapes.hpp"

#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>

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

void paintLegend(QPainter& painter, const QList<LegendEntry>& entries, const QList<QRectF>& places, const QFont& font,
    const FigureStyle& style)
{
    const QFontMetricsF metrics(font);
    const double em = emOf(font);
    for (qsizetype i = 0; i < places.size(); ++i) {
        const LegendEntry& entry = entries[i];
        const QRectF& place = places[i];
        const QPointF corner = place.topLeft();
        const double baseline = corner.y() + (place.height() + metrics.capHeight()) / 2.0;
        const double middle = baseline - 0.55 * metrics.xHeight();
        // Nothing of the data is under an entry, but grid lines may be.
        painter.fillRect(place, style.colours.background);
        const double right = corner.x() + LegendSizes::sampleWidth * em;
        switch (entry.swatch) {
        case Swatch::line:
            painter.setPen(entry.pen);
            painter.drawLine(QPointF(corner.x(), middle), QPointF(right, middle));
            break;
        case Swatch::point: {
            const double radius = report::markDiameter * style.lineWidth / 2.0;
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
                gradient.setColorAt(0.0, style.colours.grid);
                gradient.setColorAt(1.0, entry.colour);
                painter.fillRect(patch, gradient);
            } else {
                painter.fillRect(patch, entry.colour);
            }
            break;
        }
        }
        painter.setFont(font);
        painter.setPen(style.colours.text);
        painter.drawText(QPointF(right + LegendSizes::sampleGap * em, baseline), entry.label);
    }
}

} // namespace dpl::ui
