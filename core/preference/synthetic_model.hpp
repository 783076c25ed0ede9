#pragma once

#include "utility/utility_distribution.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dpl::preference {

/// The reward models of the synthetic experiments (REFERENCE 5). They share the likelihoods of the language models'
/// heads, but read their outputs differently.
enum class SyntheticModel {
    base, ///< 1 output: the utility
    meanAndVariance, ///< 2 outputs: mu and o_1, sigma = exp(o_1 - 2), at most max_std if that is given
    categorical, ///< n outputs: logits of the atoms i / (n - 1)
    classifier, ///< both alternatives as input, 1 output: the logit that the second is preferred
};

inline constexpr SyntheticModel allSyntheticModels[]{
    SyntheticModel::base, SyntheticModel::meanAndVariance, SyntheticModel::categorical, SyntheticModel::classifier};

/// "base", "mean_and_variance", "categorical", "classifier"
std::string toString(SyntheticModel model);

/// Throws Error that lists the names.
SyntheticModel syntheticModelFromString(const std::string& name);

/// How the outputs of a synthetic model are read.
struct SyntheticHead {
    SyntheticModel model = SyntheticModel::base;
    int atoms = 20;
    std::optional<double> maxStdev;

    int outputs() const;
};

/// One comparison between rows of a batch of alternatives. For a classifier, whose rows are pairs, `first` is the row.
struct Comparison {
    std::uint32_t first = 0;
    std::uint32_t second = 0;
    bool secondPreferred = false;
};

/// The distribution that the outputs of one row stand for. Throws Error for a classifier.
utility::UtilityDistribution distribution(const SyntheticHead& head, std::span<const double> outputs);

/// What comparisons need of rows, computed once a row: (u), (mu, sigma), or probabilities and their logarithms.
/// Reused from step to step without allocating.
class InterpretedRows {
public:
    void resize(const SyntheticHead& head, std::size_t rows);

    /// Reads rows [begin, end) of `outputs`, row-major [rows, head.outputs()]. Disjoint ranges may be read in parallel.
    template <typename Real>
    void interpret(const SyntheticHead& head, std::span<const Real> outputs, std::size_t begin, std::size_t end);

    /// Sum over the comparisons of the negative log-likelihood. Adds `scale` times its derivative with respect to the
    /// raw outputs to `dOutputs`, row-major [rows, head.outputs()].
    double addLoss(const SyntheticHead& head, std::span<const Comparison> comparisons, double scale,
        std::span<double> dOutputs) const;

private:
    std::vector<double> m_values; ///< u, or mu and sigma, or probabilities; rows x outputs
    std::vector<double> m_second; ///< d sigma / d output of a Gaussian, log-probabilities of a categorical
};

} // namespace dpl::preference
