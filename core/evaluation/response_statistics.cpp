#include "evaluation/response_statistics.hpp"

#include "base/error.hpp"

#include <cmath>
#include <limits>

namespace dpl::evaluation {

namespace {

/// What one comparison adds to the sums of which r^2 is made.
struct RowSums {
    double deviation = 0.0; ///< of both means from the mean of all
    double square = 0.0; ///< of these
    double variance = 0.0; ///< both sigma^2
};

std::vector<double> joined(const std::vector<double>& a, const std::vector<double>& b)
{
    std::vector<double> all = a;
    all.insert(all.end(), b.begin(), b.end());
    return all;
}

} // namespace

ResponseStatistics responseStatistics(
    preference::RewardHead head, const ModelOutputs& outputs, double alpha, utility::QuantileRule rule)
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
    std::vector<RowSums> sums(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const double c = chosen.means[i] - centre;
        const double r = rejected.means[i] - centre;
        sums[i] = {c + r, c * c + r * r, chosen.stdevs[i] * chosen.stdevs[i] + rejected.stdevs[i] * rejected.stdevs[i]};
    }
    result.interval = bootstrapInterval(rows, samples, seed, [&](std::span<const std::int32_t> times) {
        RowSums all;
        for (std::size_t i = 0; i < rows; ++i) {
            const double weight = times[i];
            all.deviation += weight * sums[i].deviation;
            all.square += weight * sums[i].square;
            all.variance += weight * sums[i].variance;
        }
        const double responses = 2.0 * static_cast<double>(rows);
        const double between =
            std::max(0.0, all.square / responses - (all.deviation / responses) * (all.deviation / responses));
        const double total = between + all.variance / responses;
        return total > 0.0 ? between / total : std::numeric_limits<double>::quiet_NaN();
    });
    return result;
}

} // namespace dpl::evaluation
