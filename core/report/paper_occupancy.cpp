#include "report/paper_occupancy.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::report {

namespace {

/// Collects where the ink is.
class InkCollector {
public:
    InkCollector(const PaperPanel& set, Path& ink) : m_set(set), m_ink(ink) { }

    void operator()(const Line& line)
    {
        const PlotArea area = m_set.area(line.axis);
        for (const Path& path : area.lines(line.x, line.y)) {
            trace(area, path);
        }
    }

    void operator()(const Band& band)
    {
        Line edge;
        edge.axis = band.axis;
        edge.x = band.x;
        for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
            edge.y.clear();
            for (std::size_t i = 0; i < band.x.size(); ++i) {
                edge.y.push_back(std::lerp(band.lower[i], band.upper[i], share));
            }
            (*this)(edge);
        }
    }

    void operator()(const Points& points)
    {
        const PlotArea area = m_set.area(points.axis);
        for (std::size_t i = 0; i < points.x.size(); ++i) {
            add(area, area.toUnit(points.x[i], points.y[i]));
        }
    }

    void operator()(const Bars& bars)
    {
        const PlotArea area = m_set.area(YAxis::left);
        const double zero = area.y().toUnit(0.0);
        for (std::size_t i = 0; i < bars.height.size(); ++i) {
            const auto [x, top] = area.toUnit(0.5 * (bars.edges[i] + bars.edges[i + 1]), bars.height[i]);
            trace(area, {{x, std::isnan(zero) ? 0.0 : zero}, {x, top}});
        }
    }

    void operator()(const HeatMap& map)
    {
        const PlotArea area = m_set.area(YAxis::left);
        const std::size_t rows = map.yEdges.empty() ? 0 : map.yEdges.size() - 1;
        for (std::size_t k = 0; k < map.values.size(); ++k) {
            const std::size_t i = k / rows;
            const std::size_t j = k % rows;
            if (map.values[k] > map.low + 0.1 * (map.high - map.low)) {
                add(area,
                    area.toUnit(0.5 * (map.xEdges[i] + map.xEdges[i + 1]), 0.5 * (map.yEdges[j] + map.yEdges[j + 1])));
            }
        }
    }

    void operator()(const Contours& contours)
    {
        const PlotArea area = m_set.area(YAxis::left);
        for (const ContourLine& line : contourLines(contours)) {
            for (const auto& [x, y] : line.points) {
                add(area, area.toUnit(x, y));
            }
        }
    }

private:
    void add(const PlotArea& area, const Point& unit)
    {
        if (unit.first >= 0.0 && unit.first <= 1.0 && unit.second >= 0.0 && unit.second <= 1.0) {
            m_ink.emplace_back(unit.first * area.widthPoints(), unit.second * area.heightPoints());
        }
    }

    void trace(const PlotArea& area, const Path& path)
    {
        constexpr double spacing = 2.0;
        for (std::size_t i = 0; i + 1 < path.size(); ++i) {
            const Point& a = path[i];
            const Point& b = path[i + 1];
            const double run =
                std::hypot((b.first - a.first) * area.widthPoints(), (b.second - a.second) * area.heightPoints());
            if (!std::isfinite(run)) {
                continue;
            }
            const int steps = 1 + static_cast<int>(std::min(run / spacing, 1e4));
            for (int step = 0; step < steps; ++step) {
                const double t = static_cast<double>(step) / steps;
                add(area, {std::lerp(a.first, b.first, t), std::lerp(a.second, b.second, t)});
            }
        }
    }

    const PaperPanel& m_set;
    Path& m_ink;
};

} // namespace

Path paperOccupancy(const Panel& panel, const PaperPanel& set)
{
    Path ink;
    InkCollector collector(set, ink);
    for (const Layer& layer : panel.layers) {
        std::visit(collector, layer);
    }
    return ink;
}

} // namespace dpl::report
