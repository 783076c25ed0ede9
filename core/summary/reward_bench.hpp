#pragma once

#include "report/table.hpp"
#include "summary/summary.hpp"

#include <array>
#include <vector>

/// RewardBench (Lambert et al., 2024): its sections and how they are weighted.
namespace dpl::summary {

/// Whether rows have the column subset with the 23 names of RewardBench.
bool isRewardBench(const records::EvaluatedComparisons& comparisons);

/// Of a model by one reading: the share that it gets right.
struct BenchResult {
    records::ModelKey model;
    records::Statistic statistic = records::Statistic::mean;
    std::array<double, 4> sections{}; ///< Chat, Chat Hard, Safety, Reasoning
    double score = 0.0; ///< mean of the sections
};

/// The sections, in which each subset weighs as many prompts as it has, but math-prm as many as all code together, and
/// their mean: of each model that was evaluated on it.
std::vector<BenchResult> rewardBenchResults(const EvaluationData& data, const SummaryOptions& options);

/// The same as a table; no rows if there are none.
report::Table rewardBenchTable(const EvaluationData& data, const SummaryOptions& options);

/// [{"type": ..., "train_set": ..., "by": "mean", "sections": {"Chat": ...}, "score": ...}], shares from 0 to 1.
Json toJson(const std::vector<BenchResult>& results);

} // namespace dpl::summary
