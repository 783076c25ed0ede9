#include "figures/band_layer.hpp"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

void BandLayer::update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style)
{
    const auto& band = std::get<report::Band>(layer);
    QColor colour = style.seriesColour(band.role);
    colour.setAlphaF(static_cast<float>(band.opacity));
    m_brush = colour;
    m_size = frame.size;

    // A gap in one bound is a gap in both, so that their stretches belong together.
    std::vector<double> lower = band.lower;
    std::vector<double> upper = band.upper;
    const AxisMapping& y = frame.y(band.axis);
    for (std::size_t i = 0; i < std::min(lower.size(), upper.size()); ++i) {
        if (!std::isfinite(y.position(lower[i])) || !std::isfinite(y.position(upper[i]))) {
            lower[i] = upper[i] = std::nan("");
        }
    }
    const QList<Run> lowerRuns = finiteRuns(band.x, lower, frame.x, y);
    const QList<Run> upperRuns = finiteRuns(band.x, upper, frame.x, y);
    const double column = 1.0 / style.resolution;

    m_pieces.clear();
    for (qsizetype i = 0; i < std::min(lowerRuns.size(), upperRuns.size()); ++i) {
        const QList<Run> below = clipped(thinned(lowerRuns[i], column), frame.size, Outside::press);
        const QList<Run> above = clipped(thinned(upperRuns[i], column), frame.size, Outside::press);
        for (qsizetype k = 0; k < std::min(below.size(), above.size()); ++k) {
            m_pieces.append({below[k], above[k]});
        }
    }
}

void BandLayer::occupy(Occupancy& occupancy) const
{
    for (const auto& [lower, upper] : m_pieces) {
        occupancy.addRun(upper);
        occupancy.addRun(lower);
        for (qsizetype i = 0; i < std::min(upper.size(), lower.size()); ++i) {
            occupancy.addRun({upper[i], lower[i]});
        }
    }
}

void BandLayer::paint(QPainter& painter) const
{
    painter.save();
    painter.setClipRect(clipOf(m_size));
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_brush);
    for (const auto& [lower, upper] : m_pieces) {
        Run outline = upper;
        std::reverse_copy(lower.begin(), lower.end(), std::back_inserter(outline));
        QPainterPath path;
        path.addPolygon(outline);
        path.closeSubpath();
        painter.drawPath(path);
    }
    painter.restore();
}

} // namespace dpl::ui
