#pragma once

#include "synthetic/result.hpp"

#include <optional>

namespace dpl::synthetic {

/// How the base model ranks alternatives: Kendall's τ, over seeds.
struct BaseRanking {
    MeanAndDeviation tauBorda;
    MeanAndDeviation tauExpectedUtility;

    /// What can be said of them. By one of the two: its mean is above 0.5, and above the other's by 0.05 and by what
    /// they vary over seeds, the root of the sum of both variances. By Borda count is what the paper shows of
    /// preference learning that ignores hidden context. By neither: no mean is above 0.5.
    enum class Verdict { byBordaCount, byExpectedUtility, byNeither, open };
    Verdict verdict() const;
};

/// A distributional model whose sigma shows where annotators disagree.
struct ShownDisagreement {
    preference::SyntheticModel model = preference::SyntheticModel::meanAndVariance;
    double sigmaRatio = 0.0; ///< as sigmaRatio() says

    /// Where alternatives win half of their comparisons with all others no finite sigma is the best, so that the ratio
    /// says how long the training was.
    bool isBounded() const { return sigmaRatio < 1000.0; }
};

/// What a result shows of the paper's two claims.
struct Findings {
    std::optional<BaseRanking> baseRanking; ///< none without a base model, or before it was evaluated
    std::optional<ShownDisagreement> disagreement; ///< of the first model whose ratio is above 1.5 in every seed
};
Findings findings(const SyntheticResult& result);

/// Mean sigma where the true standard deviation is positive, over that where it is zero, the smallest over seeds; none
/// where the model has no sigma or the environment no such places.
std::optional<double> sigmaRatio(const SyntheticResult& result, preference::SyntheticModel model);

} // namespace dpl::synthetic
