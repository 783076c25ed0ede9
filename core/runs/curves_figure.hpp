#pragma once

#include "report/figure.hpp"
#include "runs/run_curves.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dpl::runs {

/// What part of the curves a figure shows, and how finely.
struct CurveWindow {
    std::optional<std::pair<double, double>> x; ///< none: all
    std::optional<std::pair<double, double>> y; ///< none: what the curves reach
    bool logarithmic = false; ///< the vertical axis
    int columns = 1200; ///< of pixels: no more than four points a column are drawn
};

/// From the first to the last point of all curves; none without points.
std::optional<std::pair<double, double>> xExtent(const std::vector<DrawnCurve>& curves);

/// More curves than this have no legend: it would cover them.
inline constexpr std::size_t mostInLegend = 9;

/// The curves as a figure: smoothed ones strong over their faint values, bands below means. Axes have titles with
/// units.
report::Figure curvesFigure(const std::vector<DrawnCurve>& curves, const std::string& metric,
    const CurveOptions& options, const CurveWindow& window = {});

/// Both figures in one, beside each other, for the export.
report::Figure besideEachOther(report::Figure left, const report::Figure& right);

/// What the curves are at an x: of each the label, and its nearest point unless that lies outside the curve's extent.
struct Reading {
    std::string label;
    report::SeriesRole role = report::SeriesRole::ink;
    double x = 0.0;
    double y = 0.0;
    std::optional<double> deviation; ///< over seeds
};
std::vector<Reading> readingsAt(const std::vector<DrawnCurve>& curves, double x);

} // namespace dpl::runs
