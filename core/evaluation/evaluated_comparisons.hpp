#pragma once

#include "evaluation/output_columns.hpp"
#include "evaluation/row_identity.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::evaluation {

/// An evaluation file, eval_results_{subset}.jsonl: comparisons with what a reward model said of both responses.
struct EvaluatedComparisons {
    std::filesystem::path file;
    ModelOutputs chosen; ///< [rows, k], the column reward_output_chosen
    ModelOutputs rejected; ///< [rows, k], reward_output_rejected
    std::vector<std::string> dataSubsets; ///< [rows]; "" where the row has none
    std::vector<RowIdentity> identities; ///< [rows], of both dialogues

    std::size_t size() const { return dataSubsets.size(); }
};

/// Reads the columns above, gzipped or not, and checks but does not build the others. Throws Error naming file, line
/// and column for a line that is not a JSON object, a column that is missing or of the wrong type, a number that is not
/// finite, and another number of outputs than before; and for a file without rows.
EvaluatedComparisons readEvaluatedComparisons(const std::filesystem::path& file);

} // namespace dpl::evaluation
