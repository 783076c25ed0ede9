#pragma once

class QChart;
class QValueAxis;

namespace dpl::ui {

/// The chart of a panel. Its two axes are never seen and count in coordinates of the plot area, so that thinning,
/// logarithmic and right-hand axes all go through one mapping, and a live update moves points and nothing else.
struct PanelChart {
    QChart* chart = nullptr;
    QValueAxis* x = nullptr;
    QValueAxis* y = nullptr;
};

} // namespace dpl::ui
