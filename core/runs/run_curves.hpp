#pragma once

#include "report/series_style.hpp"
#include "runs/listed_run.hpp"
#include "runs/metrics_tail.hpp"
#include "runs/min_max_mipmap.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dpl::runs {

enum class CurveSeries {
    train,
    heldOut, ///< the series "eval"
    both,
};

/// How the curves of a selection are made from their numbers.
struct CurveOptions {
    CurveSeries series = CurveSeries::train;
    CurveAxis axis = CurveAxis::step;
    double smoothing = 0.0; ///< weight of `smoothed`, of the training series
    bool overSeeds =
        false; ///< runs that differ in nothing but their seed become their mean and a band of one standard deviation
    bool minusBaseline = false; ///< how far each curve is above the baseline's, where that reaches

    /// Whether curves of these rows are smoothed: held-out ones are not.
    bool smooths(bool heldOut) const { return smoothing > 0.0 && !heldOut; }

    friend bool operator==(const CurveOptions&, const CurveOptions&) = default;
};

/// One curve, ready to be drawn at any zoom.
struct DrawnCurve {
    std::string label;
    report::SeriesRole role = report::SeriesRole::ink;
    bool heldOut = false;
    bool isBaseline = false; ///< the one, or one of those, that others are compared with
    std::optional<report::Dash> dash{}; ///< in place of the role's, where that is another curve's
    MinMaxMipmap raw; ///< the values; the mean over seeds
    MinMaxMipmap smooth; ///< empty without smoothing
    MinMaxMipmap lower; ///< mean - sd; empty for a single run
    MinMaxMipmap upper; ///< mean + sd
    int runs = 1; ///< seeds that it is the mean of

    const MinMaxMipmap& strong() const { return smooth.curve().x.empty() ? raw : smooth; } ///< what is read off
};

/// A selected run with its numbers and its place among the colours.
struct CurveSource {
    ListedRun run;
    std::shared_ptr<const MetricsTail> metrics;
    report::SeriesRole role = report::SeriesRole::ink;
    bool isBaseline = false;
};

/// The metrics that any of the runs has, those that one asks for first at the beginning.
std::vector<std::string> metricNames(const std::vector<CurveSource>& sources);

/// The curves of a metric for all runs.
std::vector<DrawnCurve> drawnCurves(
    const std::vector<CurveSource>& sources, const std::string& metric, const CurveOptions& options);

/// What tells a run from those that differ in nothing but their seed.
std::string seedGroup(const ListedRun& run);

/// What such runs are called together: "both · base".
std::string nameWithoutSeed(const ListedRun& run);

} // namespace dpl::runs
