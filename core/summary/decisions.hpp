#pragma once

#include "base/statistics.hpp"
#include "records/row_identity.hpp"
#include "summary/summary_options.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace dpl::summary {

/// Pair by pair, whether the first score is as high as the second: 1, 0, or by the rule for ties.
struct Decisions {
    std::vector<double> won; ///< [pairs]
    std::int64_t ties = 0;
};

/// Throws Error when the lengths differ.
Decisions decide(std::span<const double> first, std::span<const double> second, TieRule rule);

/// How often, of how many, and how sure that is.
struct Rate {
    double count = 0.0; ///< half numbers where ties count half
    std::int64_t total = 0;
    std::int64_t ties = 0;
    Interval interval; ///< Wilson's, 95 %

    double share() const { return count / static_cast<double>(total); }
};

/// Throws Error if there are no decisions.
Rate rateOf(const Decisions& decisions);

/// Two sets of decisions on the same pairs.
struct PairedTest {
    std::int64_t pairs = 0; ///< that both sets have
    std::int64_t onlyFirst = 0; ///< higher in the first: McNemar's b
    std::int64_t onlySecond = 0;
    double p = 1.0; ///< mcNemarExact
};

/// `rows` are the pairs to compare, as commonRows gives them.
PairedTest pairedTest(
    const Decisions& first, const Decisions& second, const std::vector<std::pair<std::size_t, std::size_t>>& rows);

} // namespace dpl::summary
