#pragma once

#include "report/table.hpp"
#include "summary/summary.hpp"

#include <string>
#include <vector>

/// What each model gets right on parts of the comparisons: by a column of their files, and by the sections of
/// RewardBench.
namespace dpl::summary {

/// Columns of short texts with 2 to 64 different values in some model's file, data_subset first.
std::vector<std::string> resultColumns(const EvaluationData& data);

/// Accuracy with its interval, ties, accuracy by the alpha-quantile and r^2 of every model, value by value of the
/// column: a row for each model and value. Throws Error, which lists the columns that are there, for one that is not
/// among them.
report::Table resultsByColumn(const EvaluationData& data, const std::string& column, const SummaryOptions& options);

/// Such a table for each of resultColumns.
std::vector<report::Table> resultsByColumns(const EvaluationData& data, const SummaryOptions& options);

/// Whether rows have the column subset with the 23 names of RewardBench.
bool isRewardBench(const records::EvaluatedComparisons& comparisons);

/// The sections of RewardBench (Chat, Chat Hard, Safety, Reasoning), in which each subset weighs as many prompts as it
/// has, but math-prm as many as all code together, and their mean: of each model that was evaluated on it. No rows if
/// there is none. (Lambert et al., RewardBench, 2024.)
report::Table rewardBenchTable(const EvaluationData& data, const SummaryOptions& options);

} // namespace dpl::summary
