#pragma once

#include "preference/reward_head.hpp"
#include "records/evaluated_comparisons.hpp"
#include "summary/decisions.hpp"
#include "summary/summary_options.hpp"

#include <span>
#include <string>
#include <vector>

/// Whether a model that prefers a response with probability p is right in a share p of such comparisons.
namespace dpl::summary {

/// The comparisons of about the same confidence.
struct ReliabilityBin {
    std::int64_t comparisons = 0;
    double confidence = 0.0; ///< their mean
    Rate right;

    double gap() const { return right.share() - confidence; }
};

/// Of a comparison a model says p, the probability that the chosen response is preferred to the rejected one. Chosen
/// and rejected are labels, not places, so that p folds: the model is as confident as max(p, 1 - p), and right if
/// p > 1/2; at p = 1/2 it is half right. Bins are 15 of equal width from 1/2 to 1, those without comparisons left out.
struct Calibration {
    std::string subset; ///< data_subset of the comparisons; empty: all
    std::vector<ReliabilityBin> bins; ///< confidence rising
    Rate right; ///< of all comparisons
    double confidence = 0.0; ///< mean of all
    double expectedError =
        0.0; ///< ECE: mean over comparisons of their bin's |share right - confidence| (Guo et al. 2017)
    Interval expectedErrorInterval; ///< percentile bootstrap over comparisons, 95 %, bins kept; both ends the value
                                    ///< where no samples are drawn. A resample's error is larger than the sample's in
                                    ///< expectation, so that a small one may lie below the interval
    double brierScore = 0.0; ///< mean of (1 - p)^2
    double logLoss = 0.0; ///< mean of -ln p, in nats; infinite where some p is 0
};

constexpr std::size_t reliabilityBins = 15;

/// The bin of a confidence from 1/2 to 1.
std::size_t reliabilityBinOf(double confidence);

/// Of p for each comparison. Throws Error if there are none, or one is no probability.
Calibration calibrationOf(
    std::span<const double> preferredProbabilities, std::size_t bootstrapSamples, std::uint64_t seed);

/// P(chosen preferred to rejected) row by row, by utility::probabilityPreferred: sigmoid of the difference, Gaussians'
/// Phi, or sum over atoms.
std::vector<double> preferredProbabilities(
    const records::EvaluatedComparisons& comparisons, preference::RewardHead head);

/// Over all comparisons, and over those of each data_subset if there are several.
std::vector<Calibration> calibrationBySubset(
    const records::EvaluatedComparisons& comparisons, preference::RewardHead head, const SummaryOptions& options);

} // namespace dpl::summary
