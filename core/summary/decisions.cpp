#include "summary/decisions.hpp"

#include "base/error.hpp"

namespace dpl::summary {

Decisions decide(std::span<const double> first, std::span<const double> second, TieRule rule)
{
    if (first.size() != second.size()) {
        throw Error(
            "decisions between " + std::to_string(first.size()) + " and " + std::to_string(second.size()) + " scores");
    }
    const double tie = rule == TieRule::counts ? 1.0 : rule == TieRule::strict ? 0.0 : 0.5;
    Decisions decisions;
    decisions.won.reserve(first.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        decisions.won.push_back(first[i] > second[i] ? 1.0 : first[i] == second[i] ? tie : 0.0);
        decisions.ties += first[i] == second[i] ? 1 : 0;
    }
    return decisions;
}

Rate rateOf(const Decisions& decisions)
{
    Rate rate;
    for (const double won : decisions.won) {
        rate.count += won;
    }
    rate.total = static_cast<std::int64_t>(decisions.won.size());
    rate.ties = decisions.ties;
    rate.interval = wilsonInterval(rate.count, rate.total);
    return rate;
}

PairedTest pairedTest(
    const Decisions& first, const Decisions& second, const std::vector<std::pair<std::size_t, std::size_t>>& rows)
{
    PairedTest test;
    test.pairs = static_cast<std::int64_t>(rows.size());
    for (const auto& [i, j] : rows) {
        test.onlyFirst += first.won.at(i) > second.won.at(j) ? 1 : 0;
        test.onlySecond += first.won.at(i) < second.won.at(j) ? 1 : 0;
    }
    test.p = mcNemarExact(test.onlyFirst, test.onlySecond);
    return test;
}

} // namespace dpl::summary
