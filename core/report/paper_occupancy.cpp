#include "report/paper_occupancy.hpp"

#include "report/paper_shapes.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::report {

namespace {

/// Collects where the ink is.
class InkCollector {
public:
    InkCollector(const PaperPanel& set, double lineWidthPoints, Path& ink)
        : m_set(set), m_lineWidth(lineWidthPoints), m_ink(ink)
    {
    }

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
        const double radius = markRadius(points, m_lineWidth);
        for (std::size_t i = 0; i < points.x.size(); ++i) {
            const Point centre = area.toUnit(points.x[i], points.y[i]);
            fill(area, {centre.first - radius / area.widthPoints(), centre.second - radius / area.heightPoints()},
                {centre.first + radius / area.widthPoints(), centre.second + radius / area.heightPoints()});
        }
    }

    void operator()(const Bars& bars)
    {
        const PlotArea area = m_set.area(YAxis::left);
        for (const UnitRect& bar : barRectangles(bars, area)) {
            fill(area, {bar.left, bar.bottom}, {bar.right, bar.top});
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

    /// A rectangle between two corners, in units of the area.
    void fill(const PlotArea& area, const Point& a, const Point& b)
    {
        const auto steps = [](double from, double to, double points) {
            const double run = std::abs(to - from) * points / spacing;
            return std::isfinite(run) ? 1 + static_cast<int>(std::min(run, 1e3)) : 0;
        };
        const int columns = steps(a.first, b.first, area.widthPoints());
        const int rows = steps(a.second, b.second, area.heightPoints());
        for (int column = 0; column <= columns && columns > 0; ++column) {
            const double x = std::lerp(a.first, b.first, static_cast<double>(column) / columns);
            for (int row = 0; row <= rows && rows > 0; ++row) {
                add(area, {x, std::lerp(a.second, b.second, static_cast<double>(row) / rows)});
            }
        }
    }

    void trace(const PlotArea& area, const Path& path)
    {
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

    static constexpr double spacing = 2.0;

    const PaperPanel& m_set;
    double m_lineWidth;
    Path& m_ink;
};

} // namespace

Path paperOccupancy(const Panel& panel, const PaperPanel& set, double lineWidthPoints)
{
    Path ink;
    InkCollector collector(set, lineWidthPoints, ink);
    for (const Layer& layer : panel.layers) {
        std::visit(collector, layer);
    }
    return ink;
}

} // namespace dpl::report
