#pragma once

#include "figures/plot_frame.hpp"

#include <QFontMetricsF>
#include <QString>

#include <vector>

namespace dpl::ui {

struct Tick {
    double position = 0.0; ///< along the axis, in the plot area
    QString label; ///< empty where it would run into its neighbour's
    double width = 0.0; ///< of the label
};

/// As many ticks as there is room for labels beside each other.
std::vector<Tick> ticksAlong(const report::Axis& axis, const AxisMapping& mapping, const QFontMetricsF& metrics);

double widestLabel(const std::vector<Tick>& ticks);

} // namespace dpl::ui
