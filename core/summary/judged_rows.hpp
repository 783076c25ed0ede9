#pragma once

#include "records/evaluated_comparisons.hpp"
#include "records/model_key.hpp"
#include "summary/summary.hpp"

#include <map>
#include <string>
#include <vector>

/// What models get right on parts of the comparisons.
namespace dpl::summary {

/// What one model says of the responses of its file.
class JudgedRows {
public:
    /// `options` have to outlive it.
    JudgedRows(const records::ModelKey& model, const records::EvaluatedComparisons& comparisons,
        const SummaryOptions& options);

    bool isPoint() const { return m_head->isPoint(); }
    Rate rate(const std::vector<std::size_t>& rows, records::Statistic statistic) const;

    /// r^2 of the responses of these rows.
    double explained(const std::vector<std::size_t>& rows) const;

private:
    preference::RewardHead m_head;
    const SummaryOptions& m_options;
    ResponseStatistics m_chosen;
    ResponseStatistics m_rejected;
};

/// What rows say in a column; null if the file has no such column of short texts.
const std::vector<std::string>* valuesIn(const records::EvaluatedComparisons& comparisons, const std::string& column);

/// Rows by what they say; those that say nothing are in none.
std::map<std::string, std::vector<std::size_t>> rowsByValue(const std::vector<std::string>& values);

/// "ties count half"
std::string textOfTies(TieRule rule);

} // namespace dpl::summary
