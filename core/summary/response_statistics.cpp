#include "summary/response_statistics.hpp"

#include "base/error.hpp"
#include "base/target_clones.hpp"

#include <cmath>
#include <limits>

namespace dpl::summary {

namespace {

/// What each comparison adds to the sums of which r^2 is made.
struct RowSums {
    std::vector<double> deviations; ///< of both means from the mean of all
    std::vector<double> squares; ///< of these
    std::vector<double> variances; ///< both sigma^2
};

/// sum_i weights[i] values[i], in lanes that are added at the end: the compiler may not reorder sums by itself, and one
/// after the other they wait for each other.
DPL_TARGET_CLONES double weightedSum(std::span<const std::int32_t> weights, const double* values)
{
    constexpr std::size_t lanes = 8;
    double sums[lanes]{};
    const std::size_t whole = weights.size() / lanes * lanes;
    for (std::size_t i = 0; i < whole; i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            sums[lane] += weights[i + lane] * values[i + lane];
        }
    }
    for (std::size_t i = whole; i < weights.size(); ++i) {
        sums[i - whole] += weights[i] * values[i];
    }
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

std::vector<double> joined(const std::vector<double>& a, const std::vector<double>& b)
{
    std::vector<double> all = a;
    all.insert(all.end(), b.begin(), b.end());
    return all;
}

} // namespace

ResponseStatistics responseStatistics(
    preference::RewardHead head, const records::ModelOutputs& outputs, double alpha, utility::QuantileRule rule)
{
    ResponseStatistics statistics;
    const std::size_t count = outputs.count();
    for (auto* values : {&statistics.means, &statistics.stdevs, &statistics.quantiles}) {
        values->reserve(count);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const utility::UtilityDistribution distribution = preference::distribution(head, outputs.of(i));
        statistics.means.push_back(utility::mean(distribution));
        statistics.stdevs.push_back(utility::stdev(distribution));
        statistics.quantiles.push_back(utility::quantile(distribution, alpha, rule));
    }
    return statistics;
}

ExplainedVariance explainedVariance(
    const ResponseStatistics& chosen, const ResponseStatistics& rejected, std::size_t samples, std::uint64_t seed)
{
    const std::size_t rows = chosen.means.size();
    if (rejected.means.size() != rows || rows == 0) {
        throw Error("r^2 over " + std::to_string(rows) + " chosen and " + std::to_string(rejected.means.size())
            + " rejected responses");
    }
    const auto means = joined(chosen.means, rejected.means);
    ExplainedVariance result;
    result.value = utility::explainedVariance(means, joined(chosen.stdevs, rejected.stdevs));
    result.interval = {result.value, result.value};
    if (samples == 0) {
        return result;
    }
    const double centre = meanAndDeviation(means).mean;
    RowSums sums;
    for (auto* values : {&sums.deviations, &sums.squares, &sums.variances}) {
        values->reserve(rows);
    }
    for (std::size_t i = 0; i < rows; ++i) {
        const double c = chosen.means[i] - centre;
        const double r = rejected.means[i] - centre;
        sums.deviations.push_back(c + r);
        sums.squares.push_back(c * c + r * r);
        sums.variances.push_back(chosen.stdevs[i] * chosen.stdevs[i] + rejected.stdevs[i] * rejected.stdevs[i]);
    }
    result.interval = bootstrapInterval(rows, samples, seed, [&](std::span<const std::int32_t> times) {
        const double deviation = weightedSum(times, sums.deviations.data());
        const double square = weightedSum(times, sums.squares.data());
        const double variance = weightedSum(times, sums.variances.data());
        const double responses = 2.0 * static_cast<double>(rows);
        const double between = std::max(0.0, square / responses - (deviation / responses) * (deviation / responses));
        const double total = between + variance / responses;
        return total > 0.0 ? between / total : std::numeric_limits<double>::quiet_NaN();
    });
    return result;
}

} // namespace dpl::summary
