#include "summary/judged_rows.hpp"

#include <algorithm>

namespace dpl::summary {

using records::EvaluatedComparisons;

namespace {

std::vector<double> only(const std::vector<double>& all, const std::vector<std::size_t>& rows)
{
    std::vector<double> some;
    for (const std::size_t row : rows) {
        some.push_back(all[row]);
    }
    return some;
}

} // namespace

JudgedRows::JudgedRows(
    const records::ModelKey& model, const EvaluatedComparisons& comparisons, const SummaryOptions& options)
    : m_head(model.head), m_options(options),
      m_chosen(responseStatistics(model.head, comparisons.chosen, options.alpha, options.quantileRule)),
      m_rejected(responseStatistics(model.head, comparisons.rejected, options.alpha, options.quantileRule))
{
}

Rate JudgedRows::rate(const std::vector<std::size_t>& rows, records::Statistic statistic) const
{
    const auto scores = [&](const ResponseStatistics& of) {
        return only(statistic == records::Statistic::mean ? of.means : of.quantiles, rows);
    };
    return rateOf(decide(scores(m_chosen), scores(m_rejected), m_options.tieRule));
}

double JudgedRows::explained(const std::vector<std::size_t>& rows) const
{
    const auto some = [&](const ResponseStatistics& of) {
        ResponseStatistics statistics;
        statistics.means = only(of.means, rows);
        statistics.stdevs = only(of.stdevs, rows);
        return statistics;
    };
    return explainedVariance(some(m_chosen), some(m_rejected), 0, m_options.seed).value;
}

const std::vector<std::string>* valuesIn(const EvaluatedComparisons& comparisons, const std::string& column)
{
    if (column == "data_subset") {
        return &comparisons.dataSubsets;
    }
    const auto found = std::find_if(comparisons.columns.begin(), comparisons.columns.end(),
        [&](const records::RowColumn& other) { return other.name == column; });
    return found == comparisons.columns.end() ? nullptr : &found->values;
}

std::map<std::string, std::vector<std::size_t>> rowsByValue(const std::vector<std::string>& values)
{
    std::map<std::string, std::vector<std::size_t>> rows;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (!values[row].empty()) {
            rows[values[row]].push_back(row);
        }
    }
    return rows;
}

std::string textOfTies(TieRule rule)
{
    return rule == TieRule::counts ? "ties count" : rule == TieRule::strict ? "ties do not count" : "ties count half";
}

} // namespace dpl::summary
