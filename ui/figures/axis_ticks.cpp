#include "figures/axis_ticks.hpp"

#include "figures/figure_style.hpp"

#include <QFontMetricsF>

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

std::vector<Tick> labelled(const std::vector<double>& values, const AxisMapping& mapping, const QFont& font)
{
    const QFontMetricsF metrics(font);
    const QFontMetricsF raised(exponentFont(font));
    std::vector<Tick> ticks;
    for (const double value : values) {
        const double position = mapping.position(value);
        if (std::isfinite(position)) {
            const report::TickText text = report::tickText(report::tickLabel(value, values));
            Tick tick{position, QString::fromStdString(text.text), QString::fromStdString(text.exponent)};
            tick.labelWidth = metrics.horizontalAdvance(tick.label);
            tick.width = tick.labelWidth + (tick.exponent.isEmpty() ? 0.0 : raised.horizontalAdvance(tick.exponent));
            ticks.push_back(tick);
        }
    }
    return ticks;
}

} // namespace

QFont exponentFont(const QFont& font)
{
    return scaledFont(font, 0.75);
}

std::vector<Tick> ticksAlong(const report::Axis& axis, const AxisMapping& mapping, const QFont& font)
{
    const QFontMetricsF metrics(font);
    const bool vertical = mapping.upwards;
    const double digits = metrics.capHeight();
    const auto room = std::lround(mapping.length / (digits * (vertical ? 2.0 : 4.0)));
    const int most = static_cast<int>(std::clamp<long>(room, 2, 7));
    int wanted = std::max(1, most - 1);
    const std::pair range{mapping.low, mapping.high};
    std::vector<Tick> ticks = labelled(report::axisTicks(axis, range, wanted), mapping, font);
    const auto crowded = [&] {
        return ticks.size() > static_cast<std::size_t>(most) || overlap(ticks, 1, vertical, metrics);
    };
    while (wanted > 1 && axis.ticks.empty() && crowded()) {
        ticks = labelled(report::axisTicks(axis, range, --wanted), mapping, font);
    }
    std::size_t stride = 1;
    while (stride < ticks.size() && overlap(ticks, stride, vertical, metrics)) {
        ++stride;
    }
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        if (i % stride != 0) {
            ticks[i].label.clear();
            ticks[i].exponent.clear();
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
