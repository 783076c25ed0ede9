#pragma once

#include "base/statistics.hpp"

#include <span>

namespace dpl {

/// P(T <= t) of Student's t distribution with `degrees` > 0 degrees of freedom.
double studentTCdf(double t, double degrees);

/// Its inverse, 0 < p < 1.
double studentTQuantile(double p, double degrees);

/// The interval of the mean of a normal population by Student's t, 95 % by default. NaN for fewer than two values.
Interval tInterval(std::span<const double> values, double coverage = 0.95);

/// Student's two-sided t-test of paired values: whether their differences have the mean 0. NaN for fewer than two
/// pairs; where all differences are the same, 1 if that is 0, else 0. Throws Error when the lengths differ.
double pairedTTest(std::span<const double> a, std::span<const double> b);

} // namespace dpl
