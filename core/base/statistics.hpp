#pragma once

#include <span>
#include <vector>

namespace dpl {

/// Kendall's rank correlation tau-b of two paired samples: (P - Q) / sqrt((n0 - n1)(n0 - n2)) with P concordant and Q
/// discordant pairs, n0 = n(n-1)/2 and n1, n2 the pairs tied in either sample. O(n log n) (Knight 1966). NaN when a
/// sample is constant or has fewer than two entries. Throws Error when the lengths differ.
double kendallTau(std::span<const double> a, std::span<const double> b);

struct MeanAndDeviation {
    double mean = 0.0;
    double deviation = 0.0; ///< of a sample: divided by n - 1; 0 for a single value
};

/// NaN for an empty sample.
MeanAndDeviation meanAndDeviation(std::span<const double> values);

/// Intercept and slope of the least-squares line y = intercept + slope x; slope 0 when x is constant. Throws
/// Error when the lengths differ.
struct LeastSquaresLine {
    double intercept = 0.0;
    double slope = 0.0;
};
LeastSquaresLine leastSquaresLine(std::span<const double> x, std::span<const double> y);

/// `count` numbers from low to high, both included.
std::vector<double> evenlySpaced(double low, double high, std::size_t count);

} // namespace dpl
