#include "report/figure.hpp"

#include "report/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
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
    template <typename Series> void series(const Series& data) const
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

std::vector<double> linearTicks(double low, double high, int wanted)
{
    const double step = roundStep(high - low, wanted);
    const double first = std::ceil(low / step - 1e-9);
    // Counted in integers: adding a step to a large first index may leave it as it was.
    const int count = static_cast<int>(std::floor(high / step + 1e-9) - first) + 1;
    std::vector<double> ticks;
    for (int index = 0; index < count; ++index) {
        const double tick = (first + index) * step;
        if (ticks.empty() || tick > ticks.back()) {
            ticks.push_back(tick == 0.0 ? 0.0 : tick);
        }
    }
    return ticks;
}

std::vector<double> logarithmicTicks(double low, double high, int wanted)
{
    const auto inside = [&](double tick) { return tick >= low * (1.0 - 1e-9) && tick <= high * (1.0 + 1e-9); };
    const int first = static_cast<int>(std::floor(std::log10(low)));
    const int last = static_cast<int>(std::ceil(std::log10(high)));
    std::vector<int> decades;
    std::vector<double> all;
    for (int power = first; power <= last; ++power) {
        for (const double digit : {1.0, 2.0, 5.0}) {
            const double tick = digit * std::pow(10.0, power);
            if (inside(tick)) {
                all.push_back(tick);
                if (digit == 1.0) {
                    decades.push_back(power);
                }
            }
        }
    }
    if (decades.size() < 2) {
        return all.size() >= 2 ? all : linearTicks(low, high, wanted);
    }
    const int stride = 1 + (static_cast<int>(decades.size()) - 1) / (std::max(1, wanted) + 1);
    std::vector<double> ticks;
    for (const int power : decades) {
        if (power % stride == 0) {
            ticks.push_back(std::pow(10.0, power));
        }
    }
    return ticks;
}

/// "-1.5e-05" as "-1.5e-5"
std::string scientificText(double value)
{
    std::array<char, 40> buffer{};
    std::string text;
    for (int digits = 0; digits < 17; ++digits) {
        const auto end =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific, digits);
        text.assign(buffer.data(), end.ptr);
        double read = 0.0;
        std::from_chars(buffer.data(), end.ptr, read);
        if (std::abs(read - value) <= 1e-9 * std::abs(value)) {
            break;
        }
    }
    const auto exponent = text.find('e') + 1;
    const bool negative = text[exponent] == '-';
    const auto digit = text.find_first_not_of("+-0", exponent);
    return text.substr(0, exponent) + (negative ? "-" : "") + (digit == std::string::npos ? "0" : text.substr(digit));
}

/// As few decimals as represent all the ticks.
std::string decimalText(double tick, const std::vector<double>& ticks)
{
    int decimals = 0;
    const auto exact = [&](double value) {
        const double scaled = value * std::pow(10.0, decimals);
        return std::abs(scaled - std::round(scaled)) < 1e-6;
    };
    while (decimals < 9 && !(exact(tick) && std::all_of(ticks.begin(), ticks.end(), exact))) {
        ++decimals;
    }
    std::string text = fixedText(tick, decimals);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') {
            text.pop_back();
        }
    }
    return text;
}

/// Whether the ticks, taken together, read better with exponents.
bool needExponents(double tick, const std::vector<double>& ticks)
{
    double largest = std::abs(tick);
    double smallest = largest == 0.0 ? std::numeric_limits<double>::infinity() : largest;
    for (const double other : ticks) {
        largest = std::max(largest, std::abs(other));
        smallest = other == 0.0 ? smallest : std::min(smallest, std::abs(other));
    }
    if (largest < 1e-3 || smallest < 1e-4 * (1.0 - 1e-9)) {
        return true;
    }
    if (largest < 1e6 * (1.0 - 1e-9)) {
        return false;
    }
    // 1700000050 is easier than 1.70000005e9.
    std::size_t scientific = 0;
    std::size_t decimal = 0;
    for (const double other : ticks) {
        scientific = std::max(scientific, scientificText(other).size());
        decimal = std::max(decimal, decimalText(other, ticks).size());
    }
    return scientific <= decimal;
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
    if (extent.high - extent.low <= 1e-12 * std::max(std::abs(extent.low), std::abs(extent.high))) {
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
    const double low = range.first;
    const double high = range.second;
    if (!axis.ticks.empty()) {
        std::vector<double> inside;
        std::copy_if(axis.ticks.begin(), axis.ticks.end(), std::back_inserter(inside),
            [&, slack = 1e-9 * (high - low)](double tick) { return tick >= low - slack && tick <= high + slack; });
        return inside;
    }
    if (!(high > low) || !std::isfinite(low) || !std::isfinite(high)) {
        return {};
    }
    // Neighbouring doubles have no round number between them.
    if (high - low <= 1e-13 * std::max(std::abs(low), std::abs(high))) {
        return {low, high};
    }
    if (axis.scale == Scale::logarithmic) {
        return low > 0.0 ? logarithmicTicks(low, high, wanted) : std::vector<double>{};
    }
    return linearTicks(low, high, wanted);
}

TickText tickText(const std::string& label)
{
    const auto exponent = label.find('e');
    if (exponent == std::string::npos) {
        return {label, {}};
    }
    const std::string mantissa = label.substr(0, exponent);
    const std::string ten = mantissa == "1" ? "10" : mantissa == "\u22121" ? "\u221210" : mantissa + "\u00b710";
    return {ten, label.substr(exponent + 1)};
}

std::string tickLabel(double tick, const std::vector<double>& ticks)
{
    const std::string text =
        tick != 0.0 && needExponents(tick, ticks) ? scientificText(tick) : decimalText(tick, ticks);
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
