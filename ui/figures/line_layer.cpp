#include "figures/line_layer.hpp"

#include "figures/line_pen.hpp"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace dpl::ui {

void LineLayer::update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style)
{
    const auto& line = std::get<report::Line>(layer);
    const double width = style.lineWidth * line.relativeWidth;
    // Faint lines are mixed, not made transparent: where a line crosses itself it must not grow darker.
    const QColor colour = mixed(style.colours.background, style.seriesColour(line.role), line.opacity);
    const report::Dash dash = line.drawnDash();
    const QPen pen = linePen(colour, dash, width);
    // On screen a dashed line that is wider than a pixel costs Qt a hundred times the time, which tells in long ones.
    const QPen thinPen = linePen(colour, dash, std::min(width, 1.0 / style.resolution));
    constexpr qsizetype longRun = 300;

    m_pieces.clear();
    m_size = frame.size;
    for (const Run& run : finiteRuns(line.x, line.y, frame.x, frame.y(line.axis))) {
        const Run thin = thinned(run, 1.0 / style.resolution);
        for (Run piece : clipped(thin, frame.size, style.vector ? Outside::cut : Outside::hide)) {
            if (piece.size() == 1) {
                // A value alone between two gaps shows as a dash as long as the line is wide.
                piece = {piece[0] - QPointF(width / 2.0, 0.0), piece[0] + QPointF(width / 2.0, 0.0)};
            }
            const bool thinner = !style.vector && dash != report::Dash::solid && piece.size() > longRun;
            m_pieces.append({piece, thinner ? thinPen : pen});
        }
    }
}

void LineLayer::occupy(Occupancy& occupancy) const
{
    for (const Piece& piece : m_pieces) {
        occupancy.addRun(piece.run);
    }
}

void LineLayer::paint(QPainter& painter) const
{
    painter.save();
    painter.setClipRect(clipOf(m_size));
    painter.setBrush(Qt::NoBrush);
    for (const Piece& piece : m_pieces) {
        // One path, or each of its segments would begin its dashes anew and leave notches at the joints.
        QPainterPath path;
        path.addPolygon(piece.run);
        painter.setPen(piece.pen);
        painter.drawPath(path);
    }
    painter.restore();
}

} // namespace dpl::ui
