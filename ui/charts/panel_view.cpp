#include "charts/panel_view.hpp"

#include "charts/band_series.hpp"
#include "charts/line_series.hpp"
#include "figures/band_layer.hpp"
#include "figures/line_layer.hpp"

#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QValueAxis>

#include <utility>

namespace dpl::ui {

namespace {

constexpr double belowChart = -1.0;
constexpr double aboveChart = 1.0;
constexpr double belowSeries = -0.5;
constexpr double aboveSeries = 1000.0;

QValueAxis* addHiddenAxis(QChart* chart, Qt::Alignment side)
{
    auto* axis = new QValueAxis;
    axis->setLabelsVisible(false);
    axis->setGridLineVisible(false);
    axis->setTickCount(2);
    axis->setVisible(false);
    axis->setRange(0.0, 1.0);
    chart->addAxis(axis, side);
    return axis;
}

PanelChart addChart(QGraphicsScene* scene)
{
    PanelChart panel;
    panel.chart = new QChart;
    panel.chart->setAnimationOptions(QChart::NoAnimation);
    panel.chart->setBackgroundVisible(false);
    panel.chart->setPlotAreaBackgroundVisible(false);
    panel.chart->legend()->hide();
    panel.chart->setMargins(QMargins());
    panel.chart->layout()->setContentsMargins(0.0, 0.0, 0.0, 0.0);
    panel.chart->setMinimumSize(0.0, 0.0);
    scene->addItem(panel.chart);
    panel.x = addHiddenAxis(panel.chart, Qt::AlignBottom);
    panel.y = addHiddenAxis(panel.chart, Qt::AlignLeft);
    panel.y->setReverse(true);
    return panel;
}

} // namespace

PanelView::PanelView(QGraphicsScene* scene, std::shared_ptr<const PanelLayout> layout)
    : m_layout(std::move(layout)), m_chart(addChart(scene)),
      m_axes(new PaintedItem([this](QPainter& painter) { m_layout->axes().paint(painter); }, belowChart)),
      m_legend(new PaintedItem([this](QPainter& painter) { m_layout->legend().paint(painter); }, aboveChart))
{
    scene->addItem(m_axes);
    scene->addItem(m_legend);
    for (const PlotLayer* layer : m_layout->drawn()) {
        if (const auto* line = dynamic_cast<const LineLayer*>(layer)) {
            m_series.push_back(std::make_unique<LineSeries>(m_chart, *line));
        } else if (const auto* band = dynamic_cast<const BandLayer*>(layer)) {
            m_series.push_back(std::make_unique<BandSeries>(m_chart, *band));
        } else {
            m_items.push_back(new PaintedItem([layer](QPainter& painter) { layer->paint(painter); },
                m_series.empty() ? belowSeries : aboveSeries, m_chart.chart));
        }
    }
}

PanelView::~PanelView()
{
    delete m_legend;
    delete m_axes;
    delete m_chart.chart;
}

void PanelView::update()
{
    const QRectF area = m_layout->plotArea();
    if (m_plotArea != area) {
        m_plotArea = area;
        m_chart.chart->setGeometry(area);
        m_chart.chart->setPlotArea(QRectF(QPointF(), area.size()));
        m_chart.x->setRange(0.0, area.width());
        m_chart.y->setRange(0.0, area.height());
    }
    for (const auto& series : m_series) {
        series->update();
    }
    for (PaintedItem* item : m_items) {
        item->setBounds(QRectF(QPointF(), area.size()));
    }
    m_axes->setBounds(m_layout->axes().bounds());
    m_legend->setBounds(m_layout->legend().bounds());
}

} // namespace dpl::ui
