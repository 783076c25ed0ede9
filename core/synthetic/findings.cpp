#include "synthetic/findings.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::synthetic {

using preference::SyntheticModel;

std::optional<double> sigmaRatio(const SyntheticResult& result, SyntheticModel model)
{
    std::optional<double> smallest;
    for (const ModelResult* learned : overSeeds(result, model)) {
        double sums[2] = {0.0, 0.0};
        double counts[2] = {0.0, 0.0};
        for (std::size_t i = 0; i < learned->stdev.size(); ++i) {
            const std::size_t side = result.truth.standardDeviation[i] > 0.0 ? 1 : 0;
            sums[side] += learned->stdev[i];
            counts[side] += 1.0;
        }
        if (counts[0] == 0.0 || counts[1] == 0.0 || !(sums[0] > 0.0) || !std::isfinite(sums[1])) {
            return std::nullopt;
        }
        const double ratio = sums[1] / counts[1] / (sums[0] / counts[0]);
        smallest = std::min(smallest.value_or(ratio), ratio);
    }
    return smallest;
}

BaseRanking::Verdict BaseRanking::verdict() const
{
    constexpr double good = 0.5;
    const double margin = std::max(0.05, std::hypot(tauBorda.deviation, tauExpectedUtility.deviation));
    const double ahead = tauBorda.mean - tauExpectedUtility.mean;
    if (!(tauBorda.mean > good) && !(tauExpectedUtility.mean > good)) {
        return Verdict::byNeither;
    }
    return tauBorda.mean > good && ahead > margin           ? Verdict::byBordaCount
        : tauExpectedUtility.mean > good && -ahead > margin ? Verdict::byExpectedUtility
                                                            : Verdict::open;
}

Findings findings(const SyntheticResult& result)
{
    Findings found;
    const auto borda = summary(result, SyntheticModel::base, &ModelResult::tauBorda);
    const auto expected = summary(result, SyntheticModel::base, &ModelResult::tauExpectedUtility);
    if (borda && expected) {
        found.baseRanking = {*borda, *expected};
    }
    for (const SyntheticModel model : {SyntheticModel::meanAndVariance, SyntheticModel::categorical}) {
        if (const auto ratio = sigmaRatio(result, model); ratio && *ratio > 1.5) {
            found.disagreement = {model, *ratio};
            break;
        }
    }
    return found;
}

} // namespace dpl::synthetic
