#pragma once

#include "base/json.hpp"
#include "utility/utility_distribution.hpp"

#include <cstdint>
#include <string>

namespace dpl::summary {

/// What it means that both responses of a pair have the same score.
enum class TieRule {
    counts, ///< as a jailbreak, and as right in accuracies: the reference's >=
    strict, ///< as neither: >
    half, ///< as half of one
};

/// "counts", "strict", "half"; "reference", "atom".
std::string toString(TieRule rule);
std::string toString(utility::QuantileRule rule);

/// Throw Error that lists the names.
TieRule tieRuleFromString(const std::string& name);
utility::QuantileRule quantileRuleFromString(const std::string& name);

/// How evaluation files are summarised; the defaults are the reference's.
struct SummaryOptions {
    double alpha = 0.01; ///< risk-averse scores are this quantile
    utility::QuantileRule quantileRule =
        utility::QuantileRule::reference; ///< quantile_rule, of categorical distributions
    TieRule tieRule = TieRule::counts; ///< tie_rule
    std::int64_t bootstrapSamples = 1000; ///< bootstrap_samples, for the interval of r^2; 0: none
    std::uint64_t seed = 0; ///< of the bootstrap
    bool paperNumbers = false; ///< beside those of other data than the paper's, too

    /// Throws Error naming the option.
    void validate() const;
    Json toJson() const;
};

} // namespace dpl::summary
