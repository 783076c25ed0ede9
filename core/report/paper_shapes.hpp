#pragma once

#include "report/plot_area.hpp"

#include <vector>

/// The shapes of layers in a plot area, in units of its width and height from the lower left corner, as the writers for
/// paper share them.
namespace dpl::report {

struct UnitRect {
    double left = 0.0;
    double bottom = 0.0;
    double right = 0.0;
    double top = 0.0;
};

/// Diameter of a mark, in line widths.
constexpr double markDiameter = 3.5;

/// Of a mark in a figure whose lines are `lineWidthPoints` wide.
inline double markRadius(const Points& points, double lineWidthPoints)
{
    return 0.5 * markDiameter * lineWidthPoints * points.relativeSize;
}

/// Whether a layer covers what is below it: bars and heat maps are drawn before everything else, so that no line
/// vanishes in them.
bool isGround(const Layer& layer);

/// The layers on an axis as they lie over each other, the lowest first.
std::vector<std::size_t> layersOn(const Panel& panel, YAxis axis);

/// The points that lie inside the area.
Path visiblePoints(const Points& points, const PlotArea& area);

/// The bars that are not empty. On a logarithmic axis they reach down below everything.
std::vector<UnitRect> barRectangles(const Bars& bars, const PlotArea& area);

/// Equal neighbours in a column of a heat map, `percent` of the way from the ground to ink.
struct HeatCell {
    int percent = 0;
    double bottom = 0.0;
    double top = 0.0;
};
struct HeatColumn {
    double left = 0.0;
    double right = 0.0;
    std::vector<HeatCell> cells;
};

/// The columns of a heat map that are inside the area. Viewers smooth edges, and abutting shapes would show the ground
/// between them as hairlines; therefore a cell reaches below its right and upper neighbours, which are drawn later.
std::vector<HeatColumn> heatColumns(const HeatMap& map, const PlotArea& area);

} // namespace dpl::report
