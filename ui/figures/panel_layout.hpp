#pragma once

#include "figures/panel_axes.hpp"
#include "figures/panel_legend.hpp"
#include "figures/plot_layer.hpp"

#include <memory>
#include <vector>

namespace dpl::ui {

/// One panel of a figure: axes around a plot area, its layers and its legend. It is made for the kinds of layers that a
/// panel has and takes any panel with the same kinds. FigureLayout asks it for margins, lines the plot areas of all
/// panels up, and places it.
class PanelLayout {
public:
    explicit PanelLayout(const report::Panel& panel);

    /// True if this can be `panel`.
    bool fits(const report::Panel& panel) const;

    /// `panel` has to live until the next call.
    void setPanel(const report::Figure& figure, const report::Panel& panel, const FigureStyle& style);
    const report::Panel& panel() const { return *m_panel; }

    double topMargin() const;
    double bottomMargin() const;

    /// Chooses ticks for a plot area of this size; the margins beside it follow from them.
    void setPlotSize(const QSizeF& size);
    double leftMargin() const;
    double rightMargin() const;

    void place(const QRectF& cell, const QRectF& plotArea);

    /// Brings the layers up to date in the plot area. False if the legend found no place in it and has to go above, for
    /// which the figure must be laid out once more.
    bool updateLayers();

    /// The legend's place is chosen afresh, as after a change of size.
    void forgetLegendPlace() { m_legend.forgetPlace(); }

    QRectF plotArea() const { return m_plotArea; }
    const PlotFrame& frame() const { return m_frame; }
    const PanelAxes& axes() const { return m_axes; }
    void setTitleScale(double scale) { m_axes.setTitleScale(scale); }
    const PanelLegend& legend() const { return m_legend; }

    /// The layers as they lie over each other, the lowest first: bars, heat maps, and points that come before all lines
    /// and bands; then the lines and bands; then the other points.
    const std::vector<const PlotLayer*>& drawn() const { return m_drawn; }

private:
    const report::Panel* m_panel;
    FigureStyle m_style;
    std::vector<std::size_t> m_kinds; ///< of the layers
    std::vector<std::unique_ptr<PlotLayer>> m_layers; ///< as in the panel
    std::vector<const PlotLayer*> m_drawn; ///< of m_layers
    PanelAxes m_axes;
    PanelLegend m_legend;
    PlotFrame m_frame;
    QRectF m_plotArea;
};

} // namespace dpl::ui
