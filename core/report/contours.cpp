#include "base/error.hpp"
#include "report/figure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>

namespace dpl::report {

namespace {

using Point = std::pair<double, double>;

/// Where a level line crosses a grid edge: the edge's lower corner and its direction identify it.
using EdgeId = std::uint64_t;

struct Segment {
    EdgeId from;
    EdgeId to;
};

class MarchingSquares {
public:
    MarchingSquares(const Contours& contours, double level) : m_c(contours), m_level(level)
    {
        for (std::size_t i = 0; i + 1 < m_c.x.size(); ++i) {
            for (std::size_t j = 0; j + 1 < m_c.y.size(); ++j) {
                addCell(i, j);
            }
        }
    }

    std::vector<ContourLine> lines()
    {
        std::multimap<EdgeId, std::size_t> at;
        for (std::size_t s = 0; s < m_segments.size(); ++s) {
            at.emplace(m_segments[s].from, s);
            at.emplace(m_segments[s].to, s);
        }
        std::vector<bool> used(m_segments.size(), false);
        std::vector<ContourLine> result;
        // Open lines start at an edge that one segment only touches; what is left afterwards is closed.
        for (const bool open : {true, false}) {
            for (std::size_t s = 0; s < m_segments.size(); ++s) {
                if (used[s]) {
                    continue;
                }
                const bool fromEnd = at.count(m_segments[s].from) == 1;
                const bool toEnd = at.count(m_segments[s].to) == 1;
                if (open && !fromEnd && !toEnd) {
                    continue;
                }
                result.push_back(follow(s, !open || fromEnd, at, used));
            }
        }
        return result;
    }

private:
    double value(std::size_t i, std::size_t j) const { return m_c.values[i * m_c.y.size() + j]; }

    EdgeId edge(std::size_t i, std::size_t j, bool alongX) const
    {
        return 2 * (static_cast<EdgeId>(i) * m_c.y.size() + j) + (alongX ? 0 : 1);
    }

    EdgeId cross(std::size_t i, std::size_t j, bool alongX)
    {
        const double a = value(i, j);
        const double b = alongX ? value(i + 1, j) : value(i, j + 1);
        const double t = (m_level - a) / (b - a);
        const double x = alongX ? std::lerp(m_c.x[i], m_c.x[i + 1], t) : m_c.x[i];
        const double y = alongX ? m_c.y[j] : std::lerp(m_c.y[j], m_c.y[j + 1], t);
        const EdgeId id = edge(i, j, alongX);
        m_points[id] = {x, y};
        return id;
    }

    void addCell(std::size_t i, std::size_t j)
    {
        const std::array corners{value(i, j), value(i + 1, j), value(i + 1, j + 1), value(i, j + 1)};
        if (!std::all_of(corners.begin(), corners.end(), [](double v) { return std::isfinite(v); })) {
            return;
        }
        unsigned pattern = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            pattern |= (corners[k] >= m_level ? 1u : 0u) << k;
        }
        const auto bottom = [&] { return cross(i, j, true); };
        const auto right = [&] { return cross(i + 1, j, false); };
        const auto top = [&] { return cross(i, j + 1, true); };
        const auto left = [&] { return cross(i, j, false); };
        const auto add = [&](EdgeId from, EdgeId to) { m_segments.push_back({from, to}); };
        const bool centreAbove = (corners[0] + corners[1] + corners[2] + corners[3]) / 4.0 >= m_level;
        switch (pattern) {
        case 1:
        case 14: add(left(), bottom()); break;
        case 2:
        case 13: add(bottom(), right()); break;
        case 3:
        case 12: add(left(), right()); break;
        case 4:
        case 11: add(right(), top()); break;
        case 6:
        case 9: add(bottom(), top()); break;
        case 7:
        case 8: add(left(), top()); break;
        case 5: // a saddle: the value at the centre says which corners are joined
        case 10:
            if ((pattern == 5) == centreAbove) {
                add(left(), top());
                add(bottom(), right());
            } else {
                add(left(), bottom());
                add(right(), top());
            }
            break;
        default: break;
        }
    }

    ContourLine follow(
        std::size_t segment, bool forward, const std::multimap<EdgeId, std::size_t>& at, std::vector<bool>& used)
    {
        ContourLine line;
        line.level = m_level;
        const EdgeId start = forward ? m_segments[segment].from : m_segments[segment].to;
        EdgeId end = start;
        line.points.push_back(m_points.at(start));
        for (bool found = true; found;) {
            used[segment] = true;
            end = m_segments[segment].from == end ? m_segments[segment].to : m_segments[segment].from;
            line.points.push_back(m_points.at(end));
            found = false;
            const auto [first, last] = at.equal_range(end);
            for (auto next = first; next != last && !found; ++next) {
                if (!used[next->second]) {
                    segment = next->second;
                    found = true;
                }
            }
        }
        line.closed = end == start;
        return line;
    }

    const Contours& m_c;
    double m_level;
    std::map<EdgeId, Point> m_points;
    std::vector<Segment> m_segments;
};

} // namespace

std::vector<double> contourLevels(const Contours& contours)
{
    if (!contours.levels.empty()) {
        return contours.levels;
    }
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : contours.values) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (!(high > low)) {
        return {};
    }
    return axisTicks(Axis{}, {low + 0.02 * (high - low), high - 0.02 * (high - low)}, 7);
}

std::vector<ContourLine> contourLines(const Contours& contours)
{
    if (contours.values.size() != contours.x.size() * contours.y.size()) {
        throw Error("contours of \"" + contours.label + "\": " + std::to_string(contours.values.size())
            + " values for a grid of " + std::to_string(contours.x.size()) + " x " + std::to_string(contours.y.size()));
    }
    std::vector<ContourLine> result;
    for (const double level : contourLevels(contours)) {
        const auto lines = MarchingSquares(contours, level).lines();
        result.insert(result.end(), lines.begin(), lines.end());
    }
    return result;
}

} // namespace dpl::report
