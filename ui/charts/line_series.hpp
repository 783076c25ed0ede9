#pragma once

#include "charts/chart_series.hpp"
#include "charts/panel_chart.hpp"

#include <cstddef>
#include <vector>

class QLineSeries;

namespace dpl::ui {

class LineLayer;

/// A line in a chart, as one QLineSeries for each uninterrupted stretch; series that an update has no use for stay,
/// empty.
class LineSeries : public ChartSeries {
public:
    /// `line` has to outlive this.
    LineSeries(const PanelChart& chart, const LineLayer& line);

    void update() override;

private:
    QLineSeries* series(std::size_t index);

    PanelChart m_chart;
    const LineLayer& m_line;
    std::vector<QLineSeries*> m_series; ///< the chart's
};

} // namespace dpl::ui
