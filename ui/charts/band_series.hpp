#pragma once

#include "charts/chart_series.hpp"
#include "charts/panel_chart.hpp"

#include <cstddef>
#include <vector>

class QAreaSeries;

namespace dpl::ui {

class BandLayer;

/// A band in a chart, as one QAreaSeries for each uninterrupted stretch; series that an update has no use for stay,
/// empty.
class BandSeries : public ChartSeries {
public:
    /// `band` has to outlive this.
    BandSeries(const PanelChart& chart, const BandLayer& band);

    void update() override;

private:
    QAreaSeries* series(std::size_t index);

    PanelChart m_chart;
    const BandLayer& m_band;
    std::vector<QAreaSeries*> m_series; ///< the chart's
};

} // namespace dpl::ui
