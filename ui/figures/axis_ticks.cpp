#include "figures/axis_ticks.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

/// Space that the label takes along the axis.
double extent(const Tick& tick, bool vertical, const QFontMetricsF& metrics)
{
    return vertical ? 1.6 * metrics.capHeight() : tick.width + metrics.averageCharWidth();
}

bool overlap(const std::vector<Tick>& ticks, std::size_t stride, bool vertical, const QFontMetricsF& metrics)
{
    for (std::size_t i = stride; i < ticks.size(); i += stride) {
        const double distance = std::abs(ticks[i].position - ticks[i - stride].position);
        if (distance < (extent(ticks[i], vertical, metrics) + extent(ticks[i - stride], vertical, metrics)) / 2.0) {
            return true;
        }
    }
    return false;
}

std::vector<Tick> labelled(const std::vector<double>& values, const AxisMapping& mapping, const QFontMetricsF& metrics)
{
    std::vector<Tick> ticks;
    for (const double value : values) {
        const double position = mapping.position(value);
        if (std::isfinite(position)) {
            const QString label = QString::fromStdString(report::tickLabel(value, values));
            ticks.push_back({position, label, metrics.horizontalAdvance(label)});
        }
    }
    return ticks;
}

} // namespace

std::vector<Tick> ticksAlong(const report::Axis& axis, const AxisMapping& mapping, const QFontMetricsF& metrics)
{
    const bool vertical = mapping.upwards;
    const double digits = metrics.capHeight();
    const auto room = std::lround(mapping.length / (digits * (vertical ? 2.0 : 4.0)));
    const int most = static_cast<int>(std::clamp<long>(room, 2, 7));
    int wanted = std::max(1, most - 1);
    const std::pair range{mapping.low, mapping.high};
    std::vector<Tick> ticks = labelled(report::axisTicks(axis, range, wanted), mapping, metrics);
    const auto crowded = [&] {
        return ticks.size() > static_cast<std::size_t>(most) || overlap(ticks, 1, vertical, metrics);
    };
    while (wanted > 1 && axis.ticks.empty() && crowded()) {
        ticks = labelled(report::axisTicks(axis, range, --wanted), mapping, metrics);
    }
    std::size_t stride = 1;
    while (stride < ticks.size() && overlap(ticks, stride, vertical, metrics)) {
        ++stride;
    }
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        if (i % stride != 0) {
            ticks[i].label.clear();
            ticks[i].width = 0.0;
        }
    }
    return ticks;
}

double widestLabel(const std::vector<Tick>& ticks)
{
    double widest = 0.0;
    for (const Tick& tick : ticks) {
        widest = std::max(widest, tick.width);
    }
    return widest;
}

} // namespace dpl::ui
