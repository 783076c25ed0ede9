#include "base/statistics.hpp"

#include "base/compute.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/parallel.hpp"
#include "base/random_stream.hpp"

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
template <typename Equal> std::int64_t tiedPairs(std::size_t count, Equal equal)
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
std::int64_t sortCountingSwaps(
    std::vector<double>& values, std::vector<double>& buffer, std::size_t begin, std::size_t end)
{
    if (end - begin < 2) {
        return 0;
    }
    const std::size_t middle = begin + (end - begin) / 2;
    std::int64_t swaps =
        sortCountingSwaps(values, buffer, begin, middle) + sortCountingSwaps(values, buffer, middle, end);
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

/// Steele, Lea and Flood 2014: quick, and good enough for resampling.
struct SplitMix64 {
    std::uint64_t state;

    std::uint64_t next()
    {
        std::uint64_t x = state += 0x9e3779b97f4a7c15ull;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
        return x ^ (x >> 31);
    }
};

} // namespace

double kendallTau(std::span<const double> a, std::span<const double> b)
{
    if (a.size() != b.size()) {
        throw Error(
            "Kendall tau of samples of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) + " values");
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
    const std::int64_t tiedBoth = tiedPairs(
        n, [&](std::size_t i, std::size_t j) { return a[order[i]] == a[order[j]] && b[order[i]] == b[order[j]]; });
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
        throw Error(
            "least-squares line through " + std::to_string(x.size()) + " and " + std::to_string(y.size()) + " values");
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

Interval wilsonInterval(double count, std::int64_t total, double z)
{
    if (!(count >= 0.0 && total > 0 && count <= static_cast<double>(total))) {
        throw Error("an interval of " + formatLikePython(count) + " in " + std::to_string(total));
    }
    const auto n = static_cast<double>(total);
    const double share = count / n;
    const double scale = 1.0 + z * z / n;
    const double centre = (share + z * z / (2.0 * n)) / scale;
    const double half = z * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n)) / scale;
    // Exact at the ends, where rounding would leave a speck.
    return {count == 0.0 ? 0.0 : std::max(0.0, centre - half), count == n ? 1.0 : std::min(1.0, centre + half)};
}

double mcNemarExact(std::int64_t onlyFirst, std::int64_t onlySecond)
{
    if (onlyFirst < 0 || onlySecond < 0) {
        throw Error("McNemar's test of " + std::to_string(onlyFirst) + " and " + std::to_string(onlySecond) + " pairs");
    }
    const std::int64_t n = onlyFirst + onlySecond;
    const std::int64_t fewer = std::min(onlyFirst, onlySecond);
    // The largest term in logarithms, since 2^-n underflows; the others each from the one before.
    const auto real = [](std::int64_t value) { return static_cast<double>(value); };
    double logTerm = -real(n) * std::log(2.0);
    for (std::int64_t i = 1; i <= fewer; ++i) {
        logTerm += std::log(real(n - fewer + i) / real(i));
    }
    double term = std::exp(logTerm);
    double sum = 0.0;
    for (std::int64_t k = fewer; k >= 0 && term > 0.0; --k) {
        sum += term;
        term *= real(k) / real(n - k + 1);
        if (term < sum * 1e-18) {
            break;
        }
    }
    return onlyFirst == onlySecond ? 1.0 : std::min(1.0, 2.0 * sum);
}

std::vector<double> holmAdjusted(std::span<const double> p)
{
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    std::vector<double> adjusted(p.size());
    double least = 0.0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        least = std::max(least, std::min(1.0, static_cast<double>(p.size() - rank) * p[order[rank]]));
        adjusted[order[rank]] = least;
    }
    return adjusted;
}

Interval bootstrapInterval(std::size_t count, std::size_t resamples, std::uint64_t seed,
    const std::function<double(std::span<const std::int32_t>)>& statistic, double coverage)
{
    if (count == 0 || count > std::numeric_limits<std::int32_t>::max() || resamples == 0
        || !(coverage > 0.0 && coverage < 1.0)) {
        throw Error("a bootstrap of " + std::to_string(resamples) + " samples of " + std::to_string(count) + " values");
    }
    // Every resample has a stream of its own, so that the threads do not matter.
    std::vector<double> values(resamples);
    constexpr std::size_t batch = 64;
    parallelItems((resamples + batch - 1) / batch, availableThreads(), [&](std::size_t index) {
        std::vector<std::int32_t> times(count);
        for (std::size_t sample = index * batch; sample < std::min(resamples, (index + 1) * batch); ++sample) {
            RandomStream stream(seed, {sample});
            SplitMix64 random{(std::uint64_t{stream.next()} << 32) | stream.next()};
            std::fill(times.begin(), times.end(), 0);
            // Two draws a number. The product's upper half favours some values by less than count / 2^32, which is
            // nothing here.
            for (std::size_t drawn = 0; drawn < count; drawn += 2) {
                const std::uint64_t bits = random.next();
                ++times[(bits >> 32) * count >> 32];
                if (drawn + 1 < count) {
                    ++times[(bits & 0xffffffffu) * count >> 32];
                }
            }
            values[sample] = statistic(times);
        }
    });
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty()) {
        return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    }
    std::sort(values.begin(), values.end());
    const auto percentile = [&](double share) {
        const double at = share * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(at);
        return std::lerp(
            values[below], values[std::min(below + 1, values.size() - 1)], at - static_cast<double>(below));
    };
    return {percentile((1.0 - coverage) / 2.0), percentile((1.0 + coverage) / 2.0)};
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
