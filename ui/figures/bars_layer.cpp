#include "figures/bars_layer.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

void BarsLayer::update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style)
{
    const auto& bars = std::get<report::Bars>(layer);
    m_colour = style.seriesColour(bars.role);
    m_colour.setAlphaF(static_cast<float>(bars.opacity));

    m_bars.clear();
    const QRectF area(QPointF(), frame.size);
    // Bars on a logarithmic axis stand on its lower end, having no zero to stand on.
    const double zero = frame.left.position(frame.left.scale == report::Scale::linear ? 0.0 : frame.left.low);
    const double gap = 0.5 * style.hairline;
    for (std::size_t i = 0; i < bars.height.size() && i + 1 < bars.edges.size(); ++i) {
        const double top = frame.left.position(bars.height[i]);
        double from = frame.x.position(bars.edges[i]);
        double to = frame.x.position(bars.edges[i + 1]);
        if (bars.height[i] == 0.0 || !std::isfinite(top) || !std::isfinite(from) || !std::isfinite(to)) {
            continue;
        }
        if (!style.vector) {
            from = std::round(from);
            to = std::max(std::round(to), from + 1.0);
        }
        // A hairline of ground parts bars that are wide enough to spare it.
        const double inset = to - from > 8.0 * gap ? gap : 0.0;
        const QRectF bar =
            QRectF(QPointF(from + inset, std::min(top, zero)), QPointF(to - inset, std::max(top, zero))) & area;
        if (!bar.isEmpty()) {
            m_bars.append(bar);
        }
    }
}

void BarsLayer::occupy(Occupancy& occupancy) const
{
    // A legend in the gap above one low bar would look squeezed in.
    constexpr qsizetype reach = 2;
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        QRectF taken = m_bars[i];
        for (qsizetype k = std::max<qsizetype>(0, i - reach); k <= std::min(i + reach, m_bars.size() - 1); ++k) {
            taken.setTop(std::min(taken.top(), m_bars[k].top()));
        }
        occupancy.addRect(taken);
    }
}

void BarsLayer::paint(QPainter& painter) const
{
    for (const QRectF& bar : std::as_const(m_bars)) {
        painter.fillRect(bar, m_colour);
    }
}

} // namespace dpl::ui
