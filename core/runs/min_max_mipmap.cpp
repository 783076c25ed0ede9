#include "runs/min_max_mipmap.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dpl::runs {

MinMaxMipmap::MinMaxMipmap(Curve curve) : m_curve(std::move(curve))
{
    const std::size_t count = m_curve.y.size();
    std::vector<Extremes> level((count + block - 1) / block);
    for (std::size_t j = 0; j < level.size(); ++j) {
        Extremes extremes{static_cast<std::uint32_t>(j * block), static_cast<std::uint32_t>(j * block)};
        bool any = false;
        for (std::size_t i = j * block; i < std::min(count, (j + 1) * block); ++i) {
            extend(extremes, any, i);
        }
        level[j] = extremes;
    }
    while (!level.empty()) {
        m_levels.push_back(level);
        if (level.size() == 1) {
            break;
        }
        std::vector<Extremes> next((level.size() + 1) / 2);
        for (std::size_t j = 0; j < next.size(); ++j) {
            next[j] = level[2 * j];
            bool any = std::isfinite(m_curve.y[next[j].lowest]);
            if (2 * j + 1 < level.size()) {
                extend(next[j], any, level[2 * j + 1]);
            }
        }
        level = std::move(next);
    }
}

void MinMaxMipmap::extend(Extremes& extremes, bool& any, std::size_t index) const
{
    const auto point = static_cast<std::uint32_t>(index);
    extend(extremes, any, Extremes{point, point});
}

void MinMaxMipmap::extend(Extremes& extremes, bool& any, const Extremes& other) const
{
    const std::vector<double>& y = m_curve.y;
    if (!std::isfinite(y[other.lowest])) {
        return;
    }
    if (!any) {
        extremes = other;
        any = true;
        return;
    }
    if (y[other.lowest] < y[extremes.lowest]) {
        extremes.lowest = other.lowest;
    }
    if (y[other.highest] > y[extremes.highest]) {
        extremes.highest = other.highest;
    }
}

bool MinMaxMipmap::extremesOf(std::size_t begin, std::size_t end, Extremes& extremes) const
{
    bool any = false;
    while (begin < end) {
        // The largest stretch that begins here and lies inside.
        std::size_t length = 1;
        std::size_t level = 0;
        if (begin % block == 0 && begin + block <= end) {
            length = block;
            while (level + 1 < m_levels.size() && begin % (2 * length) == 0 && begin + 2 * length <= end) {
                length *= 2;
                ++level;
            }
            extend(extremes, any, m_levels[level][begin / length]);
        } else {
            extend(extremes, any, begin);
        }
        begin += length;
    }
    return any;
}

Curve MinMaxMipmap::decimated(double low, double high, int columns) const
{
    Curve result;
    const std::vector<double>& x = m_curve.x;
    const auto indexAt = [&x](std::size_t from, double value) {
        return static_cast<std::size_t>(
            std::lower_bound(x.begin() + static_cast<std::ptrdiff_t>(from), x.end(), value) - x.begin());
    };
    if (x.empty() || columns < 1 || !(high >= low)) {
        return result;
    }
    const auto add = [&result, this](std::size_t index) {
        result.x.push_back(m_curve.x[index]);
        result.y.push_back(m_curve.y[index]);
    };
    const std::size_t first = indexAt(0, low);
    const auto end = static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), high) - x.begin());
    if (first > 0) {
        add(first - 1);
    }
    if (end - first <= 4 * static_cast<std::size_t>(columns)) {
        for (std::size_t i = first; i < end; ++i) {
            add(i);
        }
    } else {
        std::size_t begin = first;
        for (int column = 0; column < columns && begin < end; ++column) {
            const double edge = low + (high - low) * (column + 1) / columns;
            const std::size_t next = column + 1 == columns ? end : std::min(end, indexAt(begin, edge));
            if (next == begin) {
                continue;
            }
            Extremes extremes;
            std::array<std::size_t, 4> points{begin, begin, begin, next - 1};
            if (extremesOf(begin, next, extremes)) {
                points = {begin, extremes.lowest, extremes.highest, next - 1};
            }
            std::sort(points.begin(), points.end());
            const auto last = std::unique(points.begin(), points.end());
            std::for_each(points.begin(), last, add);
            begin = next;
        }
    }
    if (end < x.size()) {
        add(end);
    }
    return result;
}

} // namespace dpl::runs
