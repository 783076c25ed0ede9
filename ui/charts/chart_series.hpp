#pragma once

namespace dpl::ui {

/// What shows a line or a band of a PanelLayout in a chart.
class ChartSeries {
public:
    ChartSeries() = default;
    virtual ~ChartSeries() = default;
    ChartSeries(const ChartSeries&) = delete;
    ChartSeries& operator=(const ChartSeries&) = delete;

    /// Brings the series of the chart up to date with the layer.
    virtual void update() = 0;
};

} // namespace dpl::ui
