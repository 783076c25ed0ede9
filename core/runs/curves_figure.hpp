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
    bool legend = true; ///< for figures on their own: the window has a list of the curves beside them
};

/// From the first to the last point of all curves; none without points.
std::optional<std::pair<double, double>> xExtent(const std::vector<DrawnCurve>& curves);

/// What a logarithmic axis leaves out of the curves; nothing if it has a place for all.
std::optional<std::string> leftOutNote(const std::vector<DrawnCurve>& curves);

/// What a reader of a figure should know of the runs: which have not finished ("both · base · seed 0: not finished,
/// step 170 of 1,000"), and what they warned of ("both · base · seed 0: 36 of 187 train rows are left out: ...").
std::vector<std::string> notesOfRuns(const std::vector<std::shared_ptr<const ListedRun>>& runs);

/// The curves as a figure: smoothed ones strong over their faint values, bands below means, a curve of one point as a
/// dot. Axes have titles with units. In the data each has a name of its own, and smoothed ones say so.
report::Figure curvesFigure(const std::vector<DrawnCurve>& curves, const std::string& metric,
    const CurveOptions& options, const CurveWindow& window = {});

/// Both figures in one, beside each other, for the export, with the notes of both and these. Its legend has room of its
/// own where there are many curves.
report::Figure besideEachOther(
    report::Figure left, const report::Figure& right, const std::vector<std::string>& notes = {});

/// What the curves are at an x: of each the label, and its nearest point unless that lies outside the curve's extent.
struct Reading {
    std::string label;
    report::SeriesRole role = report::SeriesRole::ink;
    double x = 0.0;
    double y = 0.0;
    std::optional<double> deviation; ///< over seeds
};
std::vector<Reading> readingsAt(const std::vector<DrawnCurve>& curves, double x);

/// A curve as a list beside the charts has it.
struct CurveRow {
    std::string label;
    report::SeriesRole role = report::SeriesRole::ink;
    report::Dash dash = report::Dash::solid;
    bool isBaseline = false;
    std::vector<std::string> values; ///< for each chart: "0.6123 ± 0.0040 (−0.0210)", the difference to the baseline
                                     ///< in brackets; empty where it has no curve there

    friend bool operator==(const CurveRow&, const CurveRow&) = default;
};

/// A chart's curves and what they are of.
struct ChartCurves {
    const std::vector<DrawnCurve>* curves = nullptr;
    std::string metric;
};

/// The curves of all charts, those of one label and look in a row, in the order of the first chart that has them; at an
/// x, or the last of each.
std::vector<CurveRow> curveRows(const std::vector<ChartCurves>& charts, std::optional<double> x);

} // namespace dpl::runs
