#pragma once

#include "base/statistics.hpp"
#include "preference/reward_head.hpp"
#include "records/output_columns.hpp"
#include "utility/utility_distribution.hpp"

#include <vector>

namespace dpl::summary {

/// What the outputs say of each response, [responses].
struct ResponseStatistics {
    std::vector<double> means;
    std::vector<double> stdevs;
    std::vector<double> quantiles; ///< at alpha; of a point, the point
};

/// Throws Error if the head cannot have that many outputs.
ResponseStatistics responseStatistics(
    preference::RewardHead head, const records::ModelOutputs& outputs, double alpha, utility::QuantileRule rule);

/// r^2 (utility::explainedVariance) over all chosen and rejected responses, and how far comparisons drawn anew would
/// move it.
struct ExplainedVariance {
    double value = 0.0;
    Interval interval; ///< percentile bootstrap over comparisons, 95 %; both ends the value where no samples are drawn
};

/// Throws Error if there are not as many chosen as rejected responses.
ExplainedVariance explainedVariance(
    const ResponseStatistics& chosen, const ResponseStatistics& rejected, std::size_t samples, std::uint64_t seed);

} // namespace dpl::summary
