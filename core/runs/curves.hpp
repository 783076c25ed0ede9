#pragma once

#include "runs/metrics_tail.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dpl::runs {

/// What a curve is drawn over.
enum class CurveAxis {
    step, ///< of the optimiser
    epoch, ///< passes over the training rows
    seconds, ///< of work since the run began
};

/// Values y[i] at x[i], x not decreasing.
struct Curve {
    std::vector<double> x;
    std::vector<double> y;
};

/// A metric of a series, without the steps that lack it. Epochs of a series that does not tell them (held-out) are
/// interpolated between those of `epochs`. Points without a place on the axis are left out.
Curve curveOf(
    const MetricSeries& series, const std::string& metric, CurveAxis axis, const MetricSeries* epochs = nullptr);

/// Exponential smoothing as TensorBoard does it, with `weight` w in [0, 1): s_i = w s_(i-1) + (1 - w) y_i with s_0 = 0,
/// and the value shown is s_i / (1 - w^i), i from 1, which takes the bias towards the first zero out. Values that are
/// not finite stay and are passed over. w = 0 gives the values themselves. Throws Error for another weight.
std::vector<double> smoothed(const std::vector<double>& y, double weight);

/// Mean and sample standard deviation (n - 1) over several curves, at the x that all of them have.
struct SeedCurve {
    std::vector<double> x;
    std::vector<double> mean;
    std::vector<double> deviation;
    int runs = 0;
};
SeedCurve overSeeds(const std::vector<const Curve*>& curves);

/// The index of the point nearest to x; none of an empty curve.
std::optional<std::size_t> nearestPoint(const std::vector<double>& xs, double x);

} // namespace dpl::runs
