#include "charts/panel_view.hpp"

#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <iterator>

namespace dpl::ui {

namespace {

std::vector<std::size_t> kindsOf(const report::Panel& panel)
{
    std::vector<std::size_t> kinds;
    std::transform(panel.layers.begin(), panel.layers.end(), std::back_inserter(kinds),
        [](const report::Layer& layer) { return layer.index(); });
    return kinds;
}

bool isSeries(const report::Layer& layer)
{
    return std::holds_alternative<report::Line>(layer) || std::holds_alternative<report::Band>(layer);
}

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

AxisMapping mappingOf(const report::Panel& panel, report::AxisPosition position, report::Scale scale)
{
    AxisMapping mapping;
    std::tie(mapping.low, mapping.high) = report::axisRange(panel, position);
    mapping.scale = scale;
    mapping.upwards = position != report::AxisPosition::x;
    return mapping;
}

} // namespace

PanelView::PanelView(QGraphicsScene* scene, const report::Panel& panel)
    : m_panel(&panel), m_chart(addChart(scene)), m_kinds(kindsOf(panel)), m_axes(new AxesItem), m_legend(new LegendItem)
{
    scene->addItem(m_axes);
    scene->addItem(m_legend);
    bool afterSeries = false;
    for (const report::Layer& layer : panel.layers) {
        m_layers.push_back(makePlotLayer(layer, m_chart, afterSeries));
        afterSeries = afterSeries || isSeries(layer);
    }
}

PanelView::~PanelView()
{
    m_layers.clear();
    delete m_legend;
    delete m_axes;
    delete m_chart.chart;
}

bool PanelView::fits(const report::Panel& panel) const
{
    return kindsOf(panel) == m_kinds;
}

void PanelView::setPanel(const report::Panel& panel, const FigureStyle& style, bool legend)
{
    m_panel = &panel;
    m_style = style;
    m_axes->setPanel(panel, style);
    m_legend->setEntries(legend && panel.legend ? legendEntries(panel, style) : QList<LegendEntry>(), style);
    m_frame.x = mappingOf(panel, report::AxisPosition::x, panel.x.scale);
    m_frame.left = mappingOf(panel, report::AxisPosition::left, panel.left.scale);
    m_frame.right = panel.right ? mappingOf(panel, report::AxisPosition::right, panel.right->scale) : m_frame.left;
}

double PanelView::topMargin(double width) const
{
    return m_axes->topMargin() + m_legend->heightAbove(width);
}

double PanelView::bottomMargin() const
{
    return m_axes->bottomMargin();
}

void PanelView::setPlotSize(const QSizeF& size)
{
    m_frame.size = size;
    m_frame.x.length = size.width();
    m_frame.left.length = size.height();
    m_frame.right.length = size.height();
    m_axes->setFrame(m_frame);
}

double PanelView::leftMargin() const
{
    return m_axes->leftMargin();
}

double PanelView::rightMargin() const
{
    return m_axes->rightMargin();
}

void PanelView::place(const QRectF& cell, const QRectF& plotArea)
{
    setPlotSize(plotArea.size());
    const double legendHeight = m_legend->heightAbove(plotArea.width());
    m_axes->place(cell, plotArea);
    if (m_legend->isAbove()) {
        m_legend->placeAbove(QRectF(plotArea.left(), plotArea.top() - legendHeight, plotArea.width(), legendHeight));
    }
    if (m_plotArea == plotArea) {
        return;
    }
    m_plotArea = plotArea;
    m_chart.chart->setGeometry(plotArea);
    m_chart.chart->setPlotArea(QRectF(QPointF(), plotArea.size()));
    m_chart.x->setRange(0.0, plotArea.width());
    m_chart.y->setRange(0.0, plotArea.height());
}

bool PanelView::updateLayers()
{
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        m_layers[i]->update(m_panel->layers[i], m_frame, m_style);
    }
    if (m_legend->isAbove()) {
        return true;
    }
    Occupancy occupancy(m_frame.size, emOf(m_style.smallFont()) / 4.0);
    QList<Run> landmarks;
    if (!m_legend->entries().isEmpty()) {
        for (const auto& layer : m_layers) {
            layer->occupy(occupancy);
        }
        for (const LegendEntry& entry : m_legend->entries()) {
            landmarks.append(m_layers[entry.layer]->landmarks());
        }
    }
    return m_legend->placeInside(m_plotArea, occupancy, landmarks);
}

} // namespace dpl::ui
