#include "figures/panel_layout.hpp"

#include "report/paper_shapes.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace dpl::ui {

namespace {

std::vector<std::size_t> kindsOf(const report::Panel& panel)
{
    std::vector<std::size_t> kinds;
    std::transform(panel.layers.begin(), panel.layers.end(), std::back_inserter(kinds),
        [](const report::Layer& layer) { return layer.index(); });
    return kinds;
}

bool isLineOrBand(const report::Layer& layer)
{
    return std::holds_alternative<report::Line>(layer) || std::holds_alternative<report::Band>(layer);
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

PanelLayout::PanelLayout(const report::Panel& panel) : m_panel(&panel), m_kinds(kindsOf(panel))
{
    std::vector<const PlotLayer*> linesAndBands;
    std::vector<const PlotLayer*> above;
    for (const report::Layer& layer : panel.layers) {
        m_layers.push_back(makePlotLayer(layer));
        const bool isBelow = report::isGround(layer) || linesAndBands.empty();
        auto& part = isLineOrBand(layer) ? linesAndBands : isBelow ? m_drawn : above;
        part.push_back(m_layers.back().get());
    }
    m_drawn.insert(m_drawn.end(), linesAndBands.begin(), linesAndBands.end());
    m_drawn.insert(m_drawn.end(), above.begin(), above.end());
}

bool PanelLayout::fits(const report::Panel& panel) const
{
    return kindsOf(panel) == m_kinds;
}

void PanelLayout::setPanel(const report::Figure& figure, const report::Panel& panel, const FigureStyle& style)
{
    m_panel = &panel;
    m_style = style;
    m_axes.setPanel(panel, style);
    m_legend.setEntries(legendEntries(figure, panel, style), style);
    m_frame.x = mappingOf(panel, report::AxisPosition::x, panel.x.scale);
    m_frame.left = mappingOf(panel, report::AxisPosition::left, panel.left.scale);
    m_frame.right = panel.right ? mappingOf(panel, report::AxisPosition::right, panel.right->scale) : m_frame.left;
}

double PanelLayout::topMargin() const
{
    return m_axes.topMargin() + m_legend.heightAbove();
}

double PanelLayout::bottomMargin() const
{
    return m_axes.bottomMargin();
}

void PanelLayout::setPlotSize(const QSizeF& size)
{
    m_frame.size = size;
    m_frame.x.length = size.width();
    m_frame.left.length = size.height();
    m_frame.right.length = size.height();
    m_axes.setFrame(m_frame);
}

double PanelLayout::leftMargin() const
{
    return m_axes.leftMargin();
}

double PanelLayout::rightMargin() const
{
    return m_axes.rightMargin();
}

void PanelLayout::place(const QRectF& cell, const QRectF& plotArea)
{
    setPlotSize(plotArea.size());
    const double legendHeight = m_legend.heightAbove();
    m_axes.place(cell, plotArea);
    if (m_legend.isAbove()) {
        m_legend.placeAbove(QRectF(plotArea.left(), plotArea.top() - legendHeight, plotArea.width(), legendHeight));
    }
    m_plotArea = plotArea;
}

bool PanelLayout::updateLayers()
{
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        m_layers[i]->update(m_panel->layers[i], m_frame, m_style);
    }
    if (m_legend.isAbove()) {
        return true;
    }
    Occupancy occupancy(m_frame.size, emOf(m_style.smallFont()) / 4.0);
    if (!m_legend.entries().isEmpty()) {
        for (const auto& layer : m_layers) {
            layer->occupy(occupancy);
        }
    }
    return m_legend.placeInside(m_plotArea, occupancy);
}

} // namespace dpl::ui
