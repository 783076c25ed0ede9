#include "charts/line_series.hpp"

#include "figures/line_layer.hpp"

#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

namespace dpl::ui {

LineSeries::LineSeries(const PanelChart& chart, const LineLayer& line) : m_chart(chart), m_line(line)
{
    series(0);
}

QLineSeries* LineSeries::series(std::size_t index)
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

void LineSeries::update()
{
    std::size_t used = 0;
    for (const LineLayer::Piece& piece : m_line.pieces()) {
        QLineSeries* target = series(used++);
        if (target->pen() != piece.pen) {
            target->setPen(piece.pen);
        }
        target->replace(piece.run);
    }
    for (std::size_t i = used; i < m_series.size(); ++i) {
        if (m_series[i]->count() > 0) {
            m_series[i]->replace(Run());
        }
    }
}

} // namespace dpl::ui
