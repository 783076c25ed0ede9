#include "report/figure.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace dpl::report {

namespace {

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void include(const std::vector<double>& values, Scale scale)
    {
        for (const double value : values) {
            if (std::isfinite(value) && (scale == Scale::linear || value > 0.0)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
    }

    bool empty() const { return low > high; }
};

struct ExtentOf {
    AxisPosition position;
    Scale scale;
    Extent& extent;

    bool onAxis(YAxis axis) const { return (axis == YAxis::left) == (position == AxisPosition::left); }

    void operator()(const Line& line) const { series(line); }
    void operator()(const Points& points) const { series(points); }

    void operator()(const Band& band) const
    {
        if (position == AxisPosition::x) {
            extent.include(band.x, scale);
        } else if (onAxis(band.axis)) {
            extent.include(band.lower, scale);
            extent.include(band.upper, scale);
        }
    }

    void operator()(const Bars& bars) const
    {
        if (position == AxisPosition::x) {
            extent.include(bars.edges, scale);
        } else if (position == AxisPosition::left) {
            extent.include(bars.height, scale);
            extent.include({0.0}, scale);
        }
    }

    void operator()(const HeatMap& map) const { field(map.xEdges, map.yEdges); }
    void operator()(const Contours& contours) const { field(contours.x, contours.y); }

private:
    template <typename Series>
    void series(const Series& data) const
    {
        if (position == AxisPosition::x) {
            extent.include(data.x, scale);
        } else if (onAxis(data.axis)) {
            extent.include(data.y, scale);
        }
    }

    void field(const std::vector<double>& x, const std::vector<double>& y) const
    {
        if (position == AxisPosition::x) {
            extent.include(x, scale);
        } else if (position == AxisPosition::left) {
            extent.include(y, scale);
        }
    }
};

/// The largest of 1, 2, 5 x 10^k that divides `span` into at least `wanted` intervals, or nearly so.
double roundStep(double span, int wanted)
{
    const double rough = span / std::max(1, wanted);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double fraction = rough / power;
    const double digit = fraction < 1.5 ? 1.0 : fraction < 3.5 ? 2.0 : fraction < 7.5 ? 5.0 : 10.0;
    return digit * power;
}

std::vector<double> logarithmicTicks(double low, double high)
{
    std::vector<double> decades;
    std::vector<double> all;
    for (double power = std::pow(10.0, std::floor(std::log10(low))); power <= high * 10.0; power *= 10.0) {
        for (const double digit : {1.0, 2.0, 3.0, 5.0, 7.0}) {
            const double tick = digit * power;
            if (tick < low * (1.0 - 1e-9) || tick > high * (1.0 + 1e-9)) {
                continue;
            }
            all.push_back(tick);
            if (digit == 1.0) {
                decades.push_back(tick);
            }
        }
    }
    return decades.size() >= 2 ? decades : all;
}

} // namespace

std::pair<double, double> axisRange(const Panel& panel, AxisPosition position)
{
    const Axis fallback;
    const Axis& axis = position == AxisPosition::x ? panel.x
        : position == AxisPosition::left           ? panel.left
                                                   : (panel.right ? *panel.right : fallback);
    if (axis.range) {
        return *axis.range;
    }
    Extent extent;
    for (const Layer& layer : panel.layers) {
        std::visit(ExtentOf{position, axis.scale, extent}, layer);
    }
    if (extent.empty()) {
        return axis.scale == Scale::linear ? std::pair{0.0, 1.0} : std::pair{0.1, 1.0};
    }
    if (axis.scale == Scale::logarithmic) {
        const double margin = extent.low == extent.high ? 1.5 : std::pow(extent.high / extent.low, 0.05);
        return {extent.low / margin, extent.high * margin};
    }
    if (extent.low == extent.high) {
        const double half = extent.low == 0.0 ? 1.0 : 0.5 * std::abs(extent.low);
        return {extent.low - half, extent.high + half};
    }
    if (position == AxisPosition::x) {
        return {extent.low, extent.high};
    }
    const double step = roundStep(extent.high - extent.low, 5) / 2.0;
    return {std::floor(extent.low / step + 1e-9) * step, std::ceil(extent.high / step - 1e-9) * step};
}

std::vector<double> axisTicks(const Axis& axis, std::pair<double, double> range, int wanted)
{
    const auto [low, high] = range;
    if (!axis.ticks.empty()) {
        std::vector<double> inside;
        std::copy_if(axis.ticks.begin(), axis.ticks.end(), std::back_inserter(inside),
            [&, slack = 1e-9 * (high - low)](double tick) { return tick >= low - slack && tick <= high + slack; });
        return inside;
    }
    if (!(high > low) || !std::isfinite(low) || !std::isfinite(high)) {
        return {};
    }
    if (axis.scale == Scale::logarithmic) {
        return low > 0.0 ? logarithmicTicks(low, high) : std::vector<double>{};
    }
    const double step = roundStep(high - low, wanted);
    std::vector<double> ticks;
    for (double index = std::ceil(low / step - 1e-9); index * step <= high + 1e-9 * (high - low); index += 1.0) {
        ticks.push_back(index == 0.0 ? 0.0 : index * step);
    }
    return ticks;
}

std::string tickLabel(double tick, const std::vector<double>& ticks)
{
    double largest = std::abs(tick);
    for (const double other : ticks) {
        largest = std::max(largest, std::abs(other));
    }
    std::string text;
    if (tick != 0.0 && (largest >= 1e6 || largest < 1e-3 || std::abs(tick) < 1e-4)) {
        char buffer[32];
        for (int digits = 0; digits < 17; ++digits) {
            std::snprintf(buffer, sizeof buffer, "%.*e", digits, tick);
            if (std::abs(std::strtod(buffer, nullptr) - tick) <= 1e-9 * std::abs(tick)) {
                break;
            }
        }
        // 1.5e-05 reads better as 1.5e-5
        text = buffer;
        const auto exponent = text.find('e');
        const int power = std::atoi(text.c_str() + exponent + 1);
        text = text.substr(0, exponent + 1) + std::to_string(power);
    } else {
        int decimals = 0;
        const auto exact = [&](double value) {
            const double scaled = value * std::pow(10.0, decimals);
            return std::abs(scaled - std::round(scaled)) < 1e-6;
        };
        while (decimals < 9 && !(exact(tick) && std::all_of(ticks.begin(), ticks.end(), exact))) {
            ++decimals;
        }
        char buffer[64];
        std::snprintf(buffer, sizeof buffer, "%.*f", decimals, tick);
        text = buffer;
        if (text.find('.') != std::string::npos) {
            text.erase(text.find_last_not_of('0') + 1);
            if (text.back() == '.') {
                text.pop_back();
            }
        }
    }
    std::string withMinus;
    for (const char c : text) {
        if (c == '-') {
            withMinus += "\u2212";
        } else {
            withMinus += c;
        }
    }
    return withMinus;
}

} // namespace dpl::report
