#pragma once

#include "base/statistics.hpp"
#include "synthetic/params.hpp"
#include "synthetic/voting.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace dpl::synthetic {

/// What the environment says, on the curve grid.
struct GroundTruth {
    std::vector<double> bordaCount;
    std::vector<double> expectedUtility;
    std::vector<double> standardDeviation;
    VotingScores voting; ///< on the voting grid

    friend bool operator==(const GroundTruth&, const GroundTruth&) = default;
};

GroundTruth groundTruth(const Environment& environment);

/// What one model has learned from one seed.
struct ModelResult {
    preference::SyntheticModel model = preference::SyntheticModel::base;
    std::uint64_t seed = 0;
    std::int64_t iterations = 0; ///< done
    std::vector<double> lossSteps; ///< iterations, counted from 1, that `losses` are at
    std::vector<double> losses; ///< mean negative log-likelihood of the training batches since the entry before

    // On the curve grid; empty for the classifier.
    std::vector<double> mean; ///< learned utility, mu, or mean of the atoms
    std::vector<double> stdev; ///< empty for base
    std::vector<double> probabilities; ///< of a categorical, row-major [grid, atoms]

    std::optional<VotingScores> voting; ///< of the classifier, on the voting grid, once it has ended

    std::optional<double> finalLoss; ///< mean training loss over the last hundredth of the iterations, ten at least
    std::optional<double>
        heldoutLoss; ///< mean negative log-likelihood of 32,768 comparisons that are the same for every run
    std::optional<double>
        tauBorda; ///< Kendall tau of the learned utility (the classifier's Borda scores) with the Borda count
    std::optional<double> tauExpectedUtility; ///< and with the expected utility
    std::optional<double> r2; ///< explained variance over the grid, for the two distributional models
    std::optional<double>
        sigmaError; ///< mean |b sigma - true standard deviation|, b from the least-squares line from mu to E[u]
    std::optional<double> msPerIteration;

    friend bool operator==(const ModelResult&, const ModelResult&) = default;
};

/// Fills in what follows from the curves: tau, r^2 and the error of sigma.
void assess(ModelResult& result, const GroundTruth& truth);

/// The experiment so far, or whole. Snapshots of a running one have the same form.
struct SyntheticResult {
    SyntheticParams params;
    int dimension = 1;
    GroundTruth truth;
    std::vector<ModelResult> models; ///< by seed, then in the order of params.models
    bool finished = false; ///< false: stopped before the last iteration, or still running

    Json toJson() const;
    static SyntheticResult fromJson(const Json& value, const std::string& source);

    friend bool operator==(const SyntheticResult&, const SyntheticResult&) = default;
};

/// The results of one model over seeds, in the order of the seeds.
std::vector<const ModelResult*> overSeeds(const SyntheticResult& result, preference::SyntheticModel model);

/// Mean and standard deviation over seeds of a measure; none if a seed lacks it.
std::optional<MeanAndDeviation> summary(
    const SyntheticResult& result, preference::SyntheticModel model, std::optional<double> ModelResult::*measure);

/// Per model the measures that `dpl synthetic --json` prints, means over seeds, and with several seeds their
/// deviations.
Json summaryJson(const SyntheticResult& result);

} // namespace dpl::synthetic
