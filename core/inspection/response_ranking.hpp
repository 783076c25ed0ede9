#pragma once

#include "inspection/inspection_columns.hpp"
#include "report/table.hpp"

#include <vector>

namespace dpl::inspection {

/// A response of an item among all of them, under one model.
struct RankedResponse {
    std::size_t response = 0; ///< among the item's
    double mean = 0.0;
    double stdev = 0.0; ///< NaN for a base model
    double quantile = 0.0; ///< at the columns' alpha; of a base model, its mean
    std::size_t byMean = 1; ///< rank, 1 the highest; equal values share the better one
    std::size_t byQuantile = 1;

    /// Ranks that risk aversion moves it up; negative: down.
    int moves() const { return static_cast<int>(byMean) - static_cast<int>(byQuantile); }
};

/// The responses of an item that a model evaluated, the highest mean first.
std::vector<RankedResponse> rankedResponses(const InspectionColumns& columns, std::size_t place, std::size_t item);

/// The rankings of an item's responses by all models, a row for each response under each model.
struct RankingTable {
    report::Table table;
    std::vector<report::SeriesRole> roles; ///< of the rows
    std::vector<std::size_t> responses; ///< of the rows
};
RankingTable rankingTable(const InspectionColumns& columns, std::size_t item);

} // namespace dpl::inspection
