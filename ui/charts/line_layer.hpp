#pragma once

#include "charts/plot_layer.hpp"

#include <vector>

class QLineSeries;

namespace dpl::ui {

/// A line, as one QLineSeries for each uninterrupted stretch; series that an update has no use for stay, empty.
class LineLayer : public PlotLayer {
public:
    explicit LineLayer(const PanelChart& chart);

    void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) override;
    void occupy(Occupancy& occupancy) const override;
    Run landmarks() const override;

private:
    QLineSeries* series(std::size_t index);

    PanelChart m_chart;
    std::vector<QLineSeries*> m_series; ///< the chart's
};

} // namespace dpl::ui
