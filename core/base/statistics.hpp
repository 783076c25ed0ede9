#pragma once

#include <cstdint>
#include <functional>
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

struct Interval {
    double low = 0.0;
    double high = 0.0;

    friend bool operator==(const Interval&, const Interval&) = default;
};

/// Wilson's score interval of a share of `count` in `total` (Wilson 1927), 95 % by default; within [0, 1], and of some
/// width even at 0 and at all. `count` may be half a number, where ties count half. Throws Error unless 0 <= count <=
/// total > 0.
Interval wilsonInterval(double count, std::int64_t total, double z = 1.959963984540054);

/// McNemar's exact test of two paired yes-or-no answers: of the pairs that differ, `onlyFirst` are yes by the first
/// alone and `onlySecond` by the second alone; p = min(1, 2 P(X <= min)) with X ~ Binomial(onlyFirst + onlySecond,
/// 1/2). 1 where no pair differs. Throws Error for negative counts.
double mcNemarExact(std::int64_t onlyFirst, std::int64_t onlySecond);

/// Holm's step-down adjustment (Holm 1979) of the p-values of a family of tests, in their order: those at most a are
/// significant with a probability of at most a that any of them is so by chance.
std::vector<double> holmAdjusted(std::span<const double> p);

/// The percentile bootstrap (Efron 1979): the middle `coverage` of a statistic of `resamples` samples, each of `count`
/// draws with replacement from `count` values, as a function of the seed. The statistic is given how often each value
/// was drawn, on several threads at once. Percentiles lie linearly between order statistics; values that are not
/// numbers are left out. NaN if none is one. Throws Error if there is nothing to draw from.
Interval bootstrapInterval(std::size_t count, std::size_t resamples, std::uint64_t seed,
    const std::function<double(std::span<const std::int32_t>)>& statistic, double coverage = 0.95);

/// `count` numbers from low to high, both included.
std::vector<double> evenlySpaced(double low, double high, std::size_t count);

} // namespace dpl
