#pragma once

#include "report/table.hpp"
#include "summary/summary.hpp"

#include <optional>
#include <string>
#include <vector>

/// What each model gets right on parts of the comparisons, by a column of their files.
namespace dpl::summary {

/// Columns of short texts with 2 to 64 different values in some model's file, data_subset first, and columns of
/// numbers.
std::vector<std::string> resultColumns(const EvaluationData& data);

/// The rows of one value of a column, or of a range of its numbers.
struct GroupResult {
    std::string value; ///< as people read it: "code", "3", "0.5 to 2"
    std::optional<std::pair<double, double>> range; ///< of numbers, the smallest and the largest
    RatesByStatistic accuracy;
    std::optional<double> explained; ///< r^2; nothing for a head without distributions
};

struct ModelResults {
    records::ModelKey model;
    std::vector<GroupResult> groups; ///< texts in alphabetical order, numbers ascending
};

struct ResultsByColumn {
    enum class Parts { texts, numbers, ranges };

    std::string column;
    Parts parts = Parts::texts;
    std::vector<ModelResults> models; ///< whose files have the column
};

/// By the column's texts; by its numbers, where there are at most 12 different ones in all files; else by four ranges
/// of them, the same for all models, each with about a quarter of the rows. Throws Error, which lists the columns that
/// are there, for a column that is not among resultColumns.
ResultsByColumn resultsBy(const EvaluationData& data, const std::string& column, const SummaryOptions& options);

/// Accuracy with its interval, ties, accuracy by the alpha-quantile and r^2: a row for each model and group.
report::Table resultsTable(const ResultsByColumn& results, const EvaluationData& data, const SummaryOptions& options);

/// resultsTable of resultsBy.
report::Table resultsByColumn(const EvaluationData& data, const std::string& column, const SummaryOptions& options);

/// Such a table for each of resultColumns.
std::vector<report::Table> resultsByColumns(const EvaluationData& data, const SummaryOptions& options);

/// {"column": ..., "parts": "texts", "models": [{"type": ..., "groups": [{"value": ..., "accuracy": ..., "r2":
/// ...}]}]}; numbers are values as such, ranges have "from" and "to".
Json toJson(const ResultsByColumn& results);

} // namespace dpl::summary
