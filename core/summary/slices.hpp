#pragma once

#include "report/table.hpp"
#include "summary/summary.hpp"

#include <string>
#include <vector>

/// r^2 on parts of the comparisons: where hidden context matters more than elsewhere.
namespace dpl::summary {

/// Comparisons that have something in common.
struct Slice {
    std::string column; ///< "data_subset", "length"; empty: all of them
    std::string value; ///< "helpful", "212 to 480 characters"
    std::vector<std::size_t> rows;
};

/// All rows; then, for every column of short texts with 2 to 12 different values (data_subset, objective, ...), its
/// values in the order of the alphabet; then the quartiles of length, the characters of the longer dialogue, if lengths
/// differ enough.
std::vector<Slice> slicesOf(const records::EvaluatedComparisons& comparisons);

/// r^2 with its bootstrap interval of the DPL models that were trained on `trainSet`, slice by slice; each model's
/// count is that of its own file. Its notes are the data's. No rows if there is no such model.
report::Table explainedVarianceBySlice(
    const EvaluationData& data, data::DataSubset trainSet, const SummaryOptions& options);

/// Train sets of which the table above has rows.
std::vector<data::DataSubset> slicedTrainSets(const EvaluationData& data);

} // namespace dpl::summary
