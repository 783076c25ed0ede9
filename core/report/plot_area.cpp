#include "report/plot_area.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace dpl::report {

namespace {

constexpr double lowest = -1.0;
constexpr double highest = 2.0;

bool finite(const Point& point)
{
    return std::isfinite(point.first) && std::isfinite(point.second);
}

Point between(const Point& a, const Point& b, double t)
{
    return {std::lerp(a.first, b.first, t), std::lerp(a.second, b.second, t)};
}

/// The part of a segment within the margins (Liang and Barsky), as its parameters.
std::optional<std::pair<double, double>> clip(const Point& a, const Point& b)
{
    double from = 0.0;
    double to = 1.0;
    for (const auto& [start, end] : {std::pair{a.first, b.first}, std::pair{a.second, b.second}}) {
        const double step = end - start;
        if (step == 0.0) {
            if (start < lowest || start > highest) {
                return std::nullopt;
            }
            continue;
        }
        const double atLow = (lowest - start) / step;
        const double atHigh = (highest - start) / step;
        from = std::max(from, std::min(atLow, atHigh));
        to = std::min(to, std::max(atLow, atHigh));
    }
    return from <= to ? std::optional(std::pair{from, to}) : std::nullopt;
}

/// One side of the margins: the half plane where sign * coordinate <= bound.
struct Side {
    bool horizontal;
    double sign;
    double bound;

    double excess(const Point& p) const { return sign * (horizontal ? p.first : p.second) - bound; }
};

/// A polygon cut to the margins (Sutherland and Hodgman).
Path clipPolygon(Path polygon)
{
    for (const Side& side :
        {Side{true, 1.0, highest}, Side{true, -1.0, -lowest}, Side{false, 1.0, highest}, Side{false, -1.0, -lowest}}) {
        Path kept;
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const Point& a = polygon[i];
            const Point& b = polygon[(i + 1) % polygon.size()];
            const double excessA = side.excess(a);
            const double excessB = side.excess(b);
            if (excessA <= 0.0) {
                kept.push_back(a);
            }
            if ((excessA < 0.0 && excessB > 0.0) || (excessA > 0.0 && excessB < 0.0)) {
                kept.push_back(between(a, b, excessA / (excessA - excessB)));
            }
        }
        polygon = std::move(kept);
    }
    return polygon;
}

} // namespace

AxisMap::AxisMap(Scale scale, std::pair<double, double> range)
    : m_scale(scale), m_low(range.first), m_high(range.second)
{
    const bool far = std::max(std::abs(m_low), std::abs(m_high)) > 100.0 * (m_high - m_low);
    m_offset = scale == Scale::linear && far ? m_low : 0.0;
}

double AxisMap::toUnit(double value) const
{
    if (!std::isfinite(value) || (m_scale == Scale::logarithmic && value <= 0.0)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return m_scale == Scale::linear ? (value - m_low) / (m_high - m_low)
                                    : std::log(value / m_low) / std::log(m_high / m_low);
}

double AxisMap::fromUnit(double unit) const
{
    if (m_scale == Scale::logarithmic) {
        return m_low * std::pow(m_high / m_low, unit);
    }
    const double value = (m_low - m_offset) + unit * (m_high - m_low);
    // Rounding errors must not turn a zero into 1e-17.
    return std::abs(value) < 1e-9 * (m_high - m_low) ? 0.0 : value;
}

PlotArea::PlotArea(AxisMap x, AxisMap y, double widthPoints, double heightPoints)
    : m_x(x), m_y(y), m_width(widthPoints), m_height(heightPoints)
{
}

std::vector<Path> PlotArea::lines(const std::vector<double>& x, const std::vector<double>& y) const
{
    std::vector<Path> paths;
    bool open = false;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const Point a = toUnit(x[i], y[i]);
        const Point b = toUnit(x[i + 1], y[i + 1]);
        const auto visible = finite(a) && finite(b) ? clip(a, b) : std::nullopt;
        if (!visible) {
            open = false;
            continue;
        }
        const auto [from, to] = *visible;
        if (!open || from > 0.0) {
            paths.push_back({from > 0.0 ? between(a, b, from) : a});
        }
        paths.back().push_back(to < 1.0 ? between(a, b, to) : b);
        open = to == 1.0;
    }
    return paths;
}

std::vector<Path> PlotArea::bands(const Band& band) const
{
    std::vector<Path> shapes;
    Path lower;
    Path upper;
    const auto finish = [&] {
        Path shape = upper;
        shape.insert(shape.end(), lower.rbegin(), lower.rend());
        shape = clipPolygon(std::move(shape));
        if (shape.size() > 2) {
            shapes.push_back(std::move(shape));
        }
        lower.clear();
        upper.clear();
    };
    for (std::size_t i = 0; i < band.x.size(); ++i) {
        const Point top = toUnit(band.x[i], band.upper[i]);
        Point bottom = toUnit(band.x[i], band.lower[i]);
        if (finite(top) && std::isfinite(band.lower[i]) && !std::isfinite(bottom.second)) {
            bottom.second = lowest;
        }
        if (finite(top) && finite(bottom)) {
            upper.push_back(top);
            lower.push_back(bottom);
        } else {
            finish();
        }
    }
    finish();
    return shapes;
}

Path thinned(const Path& path, double columnWidth)
{
    const auto backwards = [](const Point& a, const Point& b) { return b.first < a.first; };
    if (path.size() < 3 || std::adjacent_find(path.begin(), path.end(), backwards) != path.end()) {
        return path;
    }
    Path kept;
    for (std::size_t first = 0; first < path.size();) {
        const double column = std::floor(path[first].first / columnWidth);
        std::size_t end = first + 1;
        std::size_t low = first;
        std::size_t high = first;
        for (; end < path.size() && std::floor(path[end].first / columnWidth) == column; ++end) {
            low = path[end].second < path[low].second ? end : low;
            high = path[end].second > path[high].second ? end : high;
        }
        std::array chosen{first, std::min(low, high), std::max(low, high), end - 1};
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            if (i == 0 || chosen[i] != chosen[i - 1]) {
                kept.push_back(path[chosen[i]]);
            }
        }
        first = end;
    }
    return kept;
}

} // namespace dpl::report
