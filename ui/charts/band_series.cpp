#include "charts/band_series.hpp"

#include "figures/band_layer.hpp"

#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

namespace dpl::ui {

BandSeries::BandSeries(const PanelChart& chart, const BandLayer& band) : m_chart(chart), m_band(band)
{
    series(0);
}

QAreaSeries* BandSeries::series(std::size_t index)
{
    while (m_series.size() <= index) {
        auto* upper = new QLineSeries;
        auto* lower = new QLineSeries;
        auto* added = new QAreaSeries(upper, lower);
        upper->setParent(added);
        lower->setParent(added);
        added->setPen(QPen(Qt::NoPen));
        m_chart.chart->addSeries(added);
        added->attachAxis(m_chart.x);
        added->attachAxis(m_chart.y);
        m_series.push_back(added);
    }
    return m_series[index];
}

void BandSeries::update()
{
    std::size_t used = 0;
    for (const auto& [lower, upper] : m_band.pieces()) {
        QAreaSeries* target = series(used++);
        if (target->brush() != m_band.brush()) {
            target->setBrush(m_band.brush());
        }
        target->lowerSeries()->replace(lower);
        target->upperSeries()->replace(upper);
    }
    for (std::size_t i = used; i < m_series.size(); ++i) {
        if (m_series[i]->upperSeries()->count() > 0) {
            m_series[i]->lowerSeries()->replace(Run());
            m_series[i]->upperSeries()->replace(Run());
        }
    }
}

} // namespace dpl::ui
