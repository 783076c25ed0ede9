#pragma once

#include "figures/plot_frame.hpp"

#include <QFont>
#include <QString>

#include <vector>

namespace dpl::ui {

struct Tick {
    double position = 0.0; ///< along the axis, in the plot area
    QString label; ///< empty where it would run into its neighbour's
    QString exponent{}; ///< behind the label, raised and smaller
    double labelWidth = 0.0; ///< without the exponent
    double width = 0.0; ///< of both
};

/// As many ticks as there is room for labels beside each other.
std::vector<Tick> ticksAlong(const report::Axis& axis, const AxisMapping& mapping, const QFont& font);

/// The font of exponents beside labels in `font`.
QFont exponentFont(const QFont& font);

double widestLabel(const std::vector<Tick>& ticks);

} // namespace dpl::ui
