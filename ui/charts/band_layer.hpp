#pragma once

#include "charts/plot_layer.hpp"

#include <vector>

class QAreaSeries;

namespace dpl::ui {

/// A band, as one QAreaSeries for each uninterrupted stretch.
class BandLayer : public PlotLayer {
public:
    explicit BandLayer(const PanelChart& chart);

    void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) override;
    void occupy(Occupancy& occupancy) const override;
    Run landmarks() const override;

private:
    QAreaSeries* series(std::size_t index);

    PanelChart m_chart;
    std::vector<QAreaSeries*> m_series; ///< the chart's
};

} // namespace dpl::ui
