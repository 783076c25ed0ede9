#pragma once

#include "report/plot_area.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dpl::report {

/// The number of a level line, set in a gap of the line and along it.
struct ContourLabel {
    std::string text;
    Point centre; ///< in points from the plot area's lower left corner
    double degrees = 0.0; ///< anticlockwise, within -80..100, so that it reads from the left or upwards
};

/// A level line ready to be drawn, in points: its pieces, and its label if there was room.
struct LabelledContour {
    double level = 0.0;
    int percent = 100; ///< of its colour: 35 for the lowest level, 100 for the highest
    std::vector<Path> pieces;
    std::optional<ContourLabel> label;
};

/// Puts a number on every line that is long enough, at the straightest place that is inside the area and apart from the
/// numbers placed before.
std::vector<LabelledContour> labelContours(const Contours& contours, const PlotArea& area, double fontPoints);

} // namespace dpl::report
