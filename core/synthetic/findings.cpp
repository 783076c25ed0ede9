#include "synthetic/findings.hpp"

namespace dpl::synthetic {

using preference::SyntheticModel;

std::optional<double> sigmaRatio(const SyntheticResult& result, SyntheticModel model)
{
    const auto seeds = overSeeds(result, model);
    if (seeds.empty() || seeds.front()->stdev.empty()) {
        return std::nullopt;
    }
    double sums[2] = {0.0, 0.0};
    double counts[2] = {0.0, 0.0};
    for (std::size_t i = 0; i < seeds.front()->stdev.size(); ++i) {
        const std::size_t side = result.truth.standardDeviation[i] > 0.0 ? 1 : 0;
        sums[side] += seeds.front()->stdev[i];
        counts[side] += 1.0;
    }
    if (counts[0] == 0.0 || counts[1] == 0.0 || sums[0] <= 0.0) {
        return std::nullopt;
    }
    return sums[1] / counts[1] / (sums[0] / counts[0]);
}

Findings findings(const SyntheticResult& result)
{
    Findings found;
    const auto borda = summary(result, SyntheticModel::base, &ModelResult::tauBorda);
    const auto expected = summary(result, SyntheticModel::base, &ModelResult::tauExpectedUtility);
    if (borda && expected) {
        found.baseRanking = {borda->mean, expected->mean};
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
