#include "report/paper_shapes.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::report {

namespace {

double clamped(double unit)
{
    return std::isnan(unit) ? unit : std::clamp(unit, -1.0, 2.0);
}

bool overlaps(double from, double to)
{
    return std::max(from, to) > 0.0 && std::min(from, to) < 1.0;
}

int percentOf(const HeatMap& map, std::size_t i, std::size_t j, std::size_t rows)
{
    const double share = (map.values[i * rows + j] - map.low) / (map.high - map.low);
    return std::isnan(share) ? 0 : static_cast<int>(std::lround(100.0 * std::clamp(share, 0.0, 1.0)));
}

} // namespace

bool isGround(const Layer& layer)
{
    return std::holds_alternative<Bars>(layer) || std::holds_alternative<HeatMap>(layer);
}

std::vector<std::size_t> layersOn(const Panel& panel, YAxis axis)
{
    std::vector<std::size_t> layers;
    for (std::size_t i = 0; i < panel.layers.size(); ++i) {
        const YAxis own = std::visit(
            [](const auto& of) {
                if constexpr (requires { of.axis; }) {
                    return of.axis;
                } else {
                    return YAxis::left;
                }
            },
            panel.layers[i]);
        if (own == axis) {
            layers.push_back(i);
        }
    }
    std::stable_partition(layers.begin(), layers.end(), [&](std::size_t i) { return isGround(panel.layers[i]); });
    return layers;
}

Path visiblePoints(const Points& points, const PlotArea& area)
{
    Path inside;
    for (std::size_t i = 0; i < points.x.size(); ++i) {
        const Point unit = area.toUnit(points.x[i], points.y[i]);
        // False for NaN as well.
        if (unit.first >= -1e-9 && unit.first <= 1.0 + 1e-9 && unit.second >= -1e-9 && unit.second <= 1.0 + 1e-9) {
            inside.push_back(unit);
        }
    }
    return inside;
}

std::vector<UnitRect> barRectangles(const Bars& bars, const PlotArea& area)
{
    std::vector<UnitRect> rectangles;
    for (std::size_t i = 0; i < bars.height.size(); ++i) {
        const double left = clamped(area.x().toUnit(bars.edges[i]));
        const double right = clamped(area.x().toUnit(bars.edges[i + 1]));
        const double top = clamped(area.y().toUnit(bars.height[i]));
        // On a logarithmic axis zero lies below everything.
        const double zero = area.y().toUnit(0.0);
        const double bottom = std::isnan(zero) ? -1.0 : clamped(zero);
        if (!std::isnan(left + right + top) && left != right && top != bottom) {
            rectangles.push_back({left, bottom, right, top});
        }
    }
    return rectangles;
}

std::vector<HeatColumn> heatColumns(const HeatMap& map, const PlotArea& area)
{
    std::vector<HeatColumn> columns;
    if (map.values.empty()) {
        return columns;
    }
    const std::size_t rows = map.yEdges.size() - 1;
    for (std::size_t i = 0; i + 1 < map.xEdges.size(); ++i) {
        const double left = area.x().toUnit(map.xEdges[i]);
        const double right = area.x().toUnit(map.xEdges[std::min(i + 2, map.xEdges.size() - 1)]);
        const double own = area.x().toUnit(map.xEdges[i + 1]);
        if (std::isnan(left) || std::isnan(right) || std::isnan(own) || !overlaps(left, own)) {
            continue;
        }
        HeatColumn column{clamped(left), clamped(own + 0.5 * (right - own)), {}};
        for (std::size_t j = 0; j < rows;) {
            const int percent = percentOf(map, i, j, rows);
            std::size_t end = j + 1;
            while (end < rows && percentOf(map, i, end, rows) == percent) {
                ++end;
            }
            const double bottom = area.y().toUnit(map.yEdges[j]);
            const double edge = area.y().toUnit(map.yEdges[end]);
            const double next = area.y().toUnit(map.yEdges[std::min(end + 1, rows)]);
            if (!std::isnan(bottom) && !std::isnan(edge) && !std::isnan(next) && overlaps(bottom, edge)) {
                column.cells.push_back({percent, clamped(bottom), clamped(edge + 0.5 * (next - edge))});
            }
            j = end;
        }
        columns.push_back(std::move(column));
    }
    return columns;
}

} // namespace dpl::report
