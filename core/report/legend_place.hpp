#pragma once

#include "report/paper_layout.hpp"

#include <string>
#include <vector>

namespace dpl::report {

/// Width of the sample before a legend's text, in points.
constexpr double legendSamplePoints = 9.0;

/// Where a panel's legend stands: its entries fill rows of `columns` from the left.
struct LegendPlace {
    int columns = 1;
    double fontPoints = 7.0;
    /// Its centre as a share of the plot area's width and height, from the lower left corner; 0 and 1 both ways: it
    /// stands in that corner.
    double x = 1.0;
    double y = 1.0;
    double left = 0.0; ///< of the box around it, in points from the plot area's lower left corner
    double bottom = 0.0;
    double columnWidth = 0.0; ///< of an entry, in points
    double rowHeight = 0.0;

    bool inCorner() const { return (x == 0.0 || x == 1.0) && (y == 0.0 || y == 1.0); }
};

/// Labels of the panel's layers that its legend has, in their order; none if the figure or the panel wants no legend.
std::vector<std::string> legendLabels(const Figure& figure, const Panel& panel);

/// Tries places, numbers of columns and, if need be, smaller text, and takes what covers least of the panel's ink.
/// Corners and text of the size of tick labels win where the rest is equal.
LegendPlace placeLegend(const Figure& figure, const Panel& panel, const PaperPanel& set);

/// Whether the panel has areas, on which the whole legend needs a ground; on curves its texts alone do, which hides
/// less.
bool hasAreas(const Panel& panel);

} // namespace dpl::report
