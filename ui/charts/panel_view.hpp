#pragma once

#include "charts/chart_series.hpp"
#include "charts/painted_item.hpp"
#include "charts/panel_chart.hpp"
#include "figures/panel_layout.hpp"

#include <memory>
#include <vector>

class QGraphicsScene;

namespace dpl::ui {

/// One panel of a figure in a scene: a QChart for its lines and bands between items for its axes, its legend and the
/// layers that Qt Charts has no series for.
class PanelView {
public:
    PanelView(QGraphicsScene* scene, std::shared_ptr<const PanelLayout> layout);
    ~PanelView();
    PanelView(const PanelView&) = delete;
    PanelView& operator=(const PanelView&) = delete;

    bool shows(const PanelLayout& layout) const { return m_layout.get() == &layout; }

    /// Brings the scene up to date with the layout.
    void update();

    QChart* chart() const { return m_chart.chart; }
    QRectF plotArea() const { return m_layout->plotArea(); }
    const PlotFrame& frame() const { return m_layout->frame(); }
    const PanelLegend& legend() const { return m_layout->legend(); }

private:
    std::shared_ptr<const PanelLayout> m_layout;
    PanelChart m_chart;
    std::vector<std::unique_ptr<ChartSeries>> m_series;
    std::vector<PaintedItem*> m_items; ///< of the other layers; the chart's
    PaintedItem* m_axes; ///< the scene's, like the chart and the legend
    PaintedItem* m_legend;
    QRectF m_plotArea; ///< as the chart knows it
};

} // namespace dpl::ui
