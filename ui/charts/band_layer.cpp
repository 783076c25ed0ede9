#include "charts/band_layer.hpp"

#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

BandLayer::BandLayer(const PanelChart& chart) : m_chart(chart)
{
    series(0);
}

QAreaSeries* BandLayer::series(std::size_t index)
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

void BandLayer::update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style)
{
    const auto& band = std::get<report::Band>(layer);
    QColor colour = style.seriesColour(band.role);
    colour.setAlphaF(static_cast<float>(band.opacity));
    const QBrush brush(colour);

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

    std::size_t used = 0;
    for (qsizetype i = 0; i < std::min(lowerRuns.size(), upperRuns.size()); ++i) {
        const QList<Run> below = clipped(thinned(lowerRuns[i], column), frame.size, Outside::press);
        const QList<Run> above = clipped(thinned(upperRuns[i], column), frame.size, Outside::press);
        for (qsizetype k = 0; k < std::min(below.size(), above.size()); ++k) {
            QAreaSeries* target = series(used++);
            if (target->brush() != brush) {
                target->setBrush(brush);
            }
            target->lowerSeries()->replace(below[k]);
            target->upperSeries()->replace(above[k]);
        }
    }
    for (std::size_t i = used; i < m_series.size(); ++i) {
        if (m_series[i]->upperSeries()->count() > 0) {
            m_series[i]->lowerSeries()->replace(Run());
            m_series[i]->upperSeries()->replace(Run());
        }
    }
}

void BandLayer::occupy(Occupancy& occupancy) const
{
    for (const QAreaSeries* area : m_series) {
        const QList<QPointF> upper = area->upperSeries()->points();
        const QList<QPointF> lower = area->lowerSeries()->points();
        occupancy.addRun(upper);
        occupancy.addRun(lower);
        for (qsizetype i = 0; i < std::min(upper.size(), lower.size()); ++i) {
            occupancy.addRun({upper[i], lower[i]});
        }
    }
}

Run BandLayer::landmarks() const
{
    Run result;
    for (const QAreaSeries* area : m_series) {
        result += area->upperSeries()->points();
        result += area->lowerSeries()->points();
    }
    return result;
}

} // namespace dpl::ui
