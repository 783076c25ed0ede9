#include "charts/line_layer.hpp"

#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>

namespace dpl::ui {

LineLayer::LineLayer(const PanelChart& chart) : m_chart(chart)
{
    series(0);
}

QLineSeries* LineLayer::series(std::size_t index)
{
    while (m_series.size() <= index) {
        auto* added = new QLineSeries;
        m_chart.chart->addSeries(added);
        added->attachAxis(m_chart.x);
        added->attachAxis(m_chart.y);
        m_series.push_back(added);
    }
    return m_series[index];
}

void LineLayer::update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style)
{
    const auto& line = std::get<report::Line>(layer);
    const double width = style.lineWidth * line.relativeWidth;
    // Faint lines are mixed, not made transparent: where a line crosses itself it must not grow darker.
    const QColor colour = mixed(style.colours.background, style.seriesColour(line.role), line.opacity);
    const report::Dash dash = line.drawnDash();
    const QPen pen = linePen(colour, dash, width, style.vector);
    // On screen a dashed line that is wider than a pixel costs Qt a hundred times the time, which tells in long ones.
    const QPen thinPen = linePen(colour, dash, std::min(width, 1.0 / style.resolution), style.vector);
    constexpr qsizetype longRun = 300;

    std::size_t used = 0;
    for (const Run& run : finiteRuns(line.x, line.y, frame.x, frame.y(line.axis))) {
        const Run thin = thinned(run, 1.0 / style.resolution);
        for (Run piece : clipped(thin, frame.size, style.vector ? Outside::cut : Outside::hide)) {
            if (piece.size() == 1) {
                // A value alone between two gaps shows as a dash as long as the line is wide.
                piece = {piece[0] - QPointF(width / 2.0, 0.0), piece[0] + QPointF(width / 2.0, 0.0)};
            }
            QLineSeries* target = series(used++);
            const bool thinner = !style.vector && dash != report::Dash::solid && piece.size() > longRun;
            const QPen& wanted = thinner ? thinPen : pen;
            if (target->pen() != wanted) {
                target->setPen(wanted);
            }
            target->replace(piece);
        }
    }
    for (std::size_t i = used; i < m_series.size(); ++i) {
        if (m_series[i]->count() > 0) {
            m_series[i]->replace(Run());
        }
    }
}

void LineLayer::occupy(Occupancy& occupancy) const
{
    for (const QLineSeries* line : m_series) {
        occupancy.addRun(line->points());
    }
}

Run LineLayer::landmarks() const
{
    Run result;
    for (const QLineSeries* line : m_series) {
        result += line->points();
    }
    return result;
}

} // namespace dpl::ui
