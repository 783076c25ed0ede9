#pragma once

#include "charts/axes_item.hpp"
#include "charts/legend_item.hpp"
#include "charts/plot_layer.hpp"

#include <memory>
#include <vector>

class QGraphicsScene;

namespace dpl::ui {

/// One panel of a figure: a QChart between axes and legend. It is made for the kinds of layers that a panel has and
/// shows any panel with the same kinds. The scene asks it for margins, lines the plot areas of all panels up, and
/// places it.
class PanelView {
public:
    PanelView(QGraphicsScene* scene, const report::Panel& panel);
    ~PanelView();
    PanelView(const PanelView&) = delete;
    PanelView& operator=(const PanelView&) = delete;

    /// True if this view can show `panel`.
    bool fits(const report::Panel& panel) const;

    /// `panel` has to live until the next call.
    void setPanel(const report::Panel& panel, const FigureStyle& style, bool legend);
    const report::Cell& cell() const { return m_panel->cell; }

    double topMargin(double width) const;
    double bottomMargin() const;

    /// Chooses ticks for a plot area of this size; the margins beside it follow from them.
    void setPlotSize(const QSizeF& size);
    double leftMargin() const;
    double rightMargin() const;

    void place(const QRectF& cell, const QRectF& plotArea);

    /// Draws the layers into the plot area. False if the legend found no place in it and has to go above, for which the
    /// figure must be laid out once more.
    bool updateLayers();

    /// The legend's place is chosen afresh, as after a change of size.
    void forgetLegendPlace() { m_legend->forgetPlace(); }

    QChart* chart() const { return m_chart.chart; }
    QRectF plotArea() const { return m_plotArea; }
    const PlotFrame& frame() const { return m_frame; }
    const LegendItem& legend() const { return *m_legend; }

private:
    const report::Panel* m_panel;
    FigureStyle m_style;
    PanelChart m_chart;
    std::vector<std::size_t> m_kinds; ///< of the layers
    std::vector<std::unique_ptr<PlotLayer>> m_layers; ///< after the chart, which owns what they draw with
    AxesItem* m_axes; ///< the scene's, like the chart and the legend
    LegendItem* m_legend;
    PlotFrame m_frame;
    QRectF m_plotArea;
};

} // namespace dpl::ui
