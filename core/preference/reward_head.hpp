#pragma once

#include "preference/comparison_losses.hpp"
#include "utility/utility_distribution.hpp"

#include <span>
#include <string>
#include <vector>

namespace dpl::preference {

/// The three heads of the reference: what the outputs of a language model's `score` layer mean (REFERENCE 2).
enum class RewardHead {
    base, ///< 1 output: the utility
    meanAndVariance, ///< 2 outputs: mu and o_1, sigma = softplus(o_1)
    categorical, ///< n outputs: logits of the atoms i / (n - 1)
};

/// "base", "mean_and_variance", "categorical", as the reference spells them.
std::string toString(RewardHead head);

/// Throws Error that lists the three names.
RewardHead rewardHeadFromString(const std::string& name);

/// Outputs of the head; `atoms` counts for the categorical one only.
int outputCount(RewardHead head, int atoms = 10);

/// What the head's outputs say about one response.
utility::UtilityDistribution distribution(RewardHead head, std::span<const double> outputs);

/// Whose mean the entropy term of the categorical head is: the reference takes the entropy of the batch's mean
/// distribution, the paper's text the mean of the responses' entropies.
enum class EntropyTerm { batchMean, perResponse };

/// What training adds to the loss, and which of the reference's and the paper's forms it takes.
struct RewardLossOptions {
    double variancePenalty = 0.0; ///< times mean(sigma_c^2 + sigma_r^2)
    double entropyCoefficient = 0.1; ///< times sum_i m_i log m_i
    GaussianLikelihood likelihood = GaussianLikelihood::logistic;
    EntropyTerm entropy = EntropyTerm::batchMean;
};

/// Losses of a batch of n comparisons. Gradients are of `trainingLoss` with respect to the head's raw outputs, [n, k].
struct RewardLoss {
    std::vector<double> perComparison; ///< [n], without the added terms
    double evaluationLoss = 0.0; ///< their mean
    double trainingLoss = 0.0; ///< with the added terms
    double accuracy = 0.0; ///< share of comparisons with a loss below ln 2: a tie counts as wrong
    std::vector<double> dChosen;
    std::vector<double> dRejected;
};

/// `chosen` and `rejected` are row-major [n, k] with k = `outputs`. Throws Error when the sizes do not fit.
RewardLoss rewardLoss(RewardHead head, int outputs, std::span<const double> chosen, std::span<const double> rejected,
    const RewardLossOptions& options = {});

} // namespace dpl::preference
