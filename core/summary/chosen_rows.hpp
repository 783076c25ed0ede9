#pragma once

#include "records/row_choice.hpp"
#include "summary/summary.hpp"

#include <vector>

/// From a number of the tables and figures to the rows that it was made of. What has no rows is left out.
namespace dpl::summary {

/// Of a model's rate by one of its statistics: the prompts that count as jailbreaks or the comparisons about
/// helpfulness that are wrong first, then the others, then those with equal scores. Ties count by the rule of the
/// options.
std::vector<records::RowChoice> rowsOfRate(const EvaluationData& data, const SummaryOptions& options, Measure measure,
    const records::ModelKey& model, records::Statistic statistic);

/// Those that only the first counts, and those that only the second does.
std::vector<records::RowChoice> rowsOfTest(
    const EvaluationData& data, const SummaryOptions& options, const PairedComparison& paired);

/// Comparisons of a model with a value in a column, as Slice has them; an empty column: all.
std::vector<records::RowChoice> rowsOfSlice(
    const EvaluationData& data, const records::ModelKey& model, const std::string& column, const std::string& value);

/// Comparisons of a model, of a data_subset or all, whose confidence lies in the bin of `confidence`, wrong ones first.
std::vector<records::RowChoice> rowsOfConfidence(
    const EvaluationData& data, const records::ModelKey& model, const std::string& subset, double confidence);

} // namespace dpl::summary
