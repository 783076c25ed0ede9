#pragma once

#include "report/paper_layout.hpp"

#include <string>
#include <vector>

/// Lines and texts around a plot area on paper, as SVG and pictures drawn with Qt share them. In TeX points from the
/// plot area's upper left corner, y downwards.
namespace dpl::report {

struct PaperStroke {
    double x1 = 0.0;
    double y1 = 0.0;
    double x2 = 0.0;
    double y2 = 0.0;
};

enum class TextAnchor { start, middle, end };

struct PaperText {
    TickText text; ///< with an exponent for the label of a tick
    double x = 0.0; ///< of the anchor
    double y = 0.0; ///< of the base line
    double size = 9.0;
    TextAnchor anchor = TextAnchor::middle;
    bool upwards = false; ///< turned by a right angle around (x, y)
};

struct PaperAxes {
    std::vector<PaperStroke> grid; ///< below the layers
    std::vector<PaperStroke> lines; ///< axes and ticks
    std::vector<PaperText> labels; ///< of ticks
    std::vector<PaperText> titles; ///< of the panel and its axes, line by line
};

PaperAxes paperAxes(const Figure& figure, const Panel& panel, const PaperPanel& set);

/// Heights in the plot area, in shares of its own from below, of the lines across it: where the left axis has ticks,
/// but not along the horizontal axis.
std::vector<double> gridHeights(const Panel& panel, const PaperPanel& set);

/// Of grid lines.
constexpr Rgb paperGrid{0xe9, 0xec, 0xf0};

} // namespace dpl::report
