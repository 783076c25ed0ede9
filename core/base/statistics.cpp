#include "base/statistics.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

namespace dpl {

namespace {

std::int64_t pairs(std::int64_t n)
{
    return n * (n - 1) / 2;
}

/// Pairs within runs of equal neighbours, for a range sorted so that equal entries are neighbours.
template <typename Equal>
std::int64_t tiedPairs(std::size_t count, Equal equal)
{
    std::int64_t tied = 0;
    for (std::size_t begin = 0; begin < count;) {
        std::size_t end = begin + 1;
        while (end < count && equal(begin, end)) {
            ++end;
        }
        tied += pairs(static_cast<std::int64_t>(end - begin));
        begin = end;
    }
    return tied;
}

/// Sorts by merging and counts the exchanges a bubble sort would make.
std::int64_t sortCountingSwaps(std::vector<double>& values, std::vector<double>& buffer, std::size_t begin, std::size_t end)
{
    if (end - begin < 2) {
        return 0;
    }
    const std::size_t middle = begin + (end - begin) / 2;
    std::int64_t swaps = sortCountingSwaps(values, buffer, begin, middle) + sortCountingSwaps(values, buffer, middle, end);
    std::size_t left = begin;
    std::size_t right = middle;
    for (std::size_t out = begin; out < end; ++out) {
        if (left < middle && (right == end || values[left] <= values[right])) {
            buffer[out] = values[left++];
        } else {
            swaps += static_cast<std::int64_t>(middle - left);
            buffer[out] = values[right++];
        }
    }
    std::copy(buffer.begin() + static_cast<std::ptrdiff_t>(begin), buffer.begin() + static_cast<std::ptrdiff_t>(end),
        values.begin() + static_cast<std::ptrdiff_t>(begin));
    return swaps;
}

} // namespace

double kendallTau(std::span<const double> a, std::span<const double> b)
{
    if (a.size() != b.size()) {
        throw Error("Kendall tau of samples of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) + " values");
    }
    const std::size_t n = a.size();
    if (n < 2 || std::any_of(a.begin(), a.end(), [](double v) { return std::isnan(v); })
        || std::any_of(b.begin(), b.end(), [](double v) { return std::isnan(v); })) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
        [&](std::size_t i, std::size_t j) { return a[i] < a[j] || (a[i] == a[j] && b[i] < b[j]); });
    const std::int64_t tiedA = tiedPairs(n, [&](std::size_t i, std::size_t j) { return a[order[i]] == a[order[j]]; });
    const std::int64_t tiedBoth = tiedPairs(n,
        [&](std::size_t i, std::size_t j) { return a[order[i]] == a[order[j]] && b[order[i]] == b[order[j]]; });
    std::vector<double> sorted(n);
    std::transform(order.begin(), order.end(), sorted.begin(), [&](std::size_t i) { return b[i]; });
    std::vector<double> buffer(n);
    const std::int64_t swaps = sortCountingSwaps(sorted, buffer, 0, n);
    const std::int64_t tiedB = tiedPairs(n, [&](std::size_t i, std::size_t j) { return sorted[i] == sorted[j]; });
    const std::int64_t all = pairs(static_cast<std::int64_t>(n));
    // The root of the product, not the product of the roots: equal orders then give 1 to the bit.
    const double scale = std::sqrt(static_cast<double>(all - tiedA) * static_cast<double>(all - tiedB));
    return static_cast<double>(all - tiedA - tiedB + tiedBoth - 2 * swaps) / scale;
}

MeanAndDeviation meanAndDeviation(std::span<const double> values)
{
    if (values.empty()) {
        return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    }
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return {mean, values.size() > 1 ? std::sqrt(squares / static_cast<double>(values.size() - 1)) : 0.0};
}

LeastSquaresLine leastSquaresLine(std::span<const double> x, std::span<const double> y)
{
    if (x.size() != y.size()) {
        throw Error("least-squares line through " + std::to_string(x.size()) + " and " + std::to_string(y.size()) + " values");
    }
    const double meanX = meanAndDeviation(x).mean;
    const double meanY = meanAndDeviation(y).mean;
    double xx = 0.0;
    double xy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        xy += (x[i] - meanX) * (y[i] - meanY);
    }
    const double slope = xx > 0.0 ? xy / xx : 0.0;
    return {meanY - slope * meanX, slope};
}

std::vector<double> evenlySpaced(double low, double high, std::size_t count)
{
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = count > 1 ? std::lerp(low, high, static_cast<double>(i) / static_cast<double>(count - 1)) : low;
    }
    return values;
}

} // namespace dpl
