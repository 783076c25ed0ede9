#pragma once

#include "records/output_columns.hpp"
#include "records/row_identity.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::records {

/// What rows say in a column of short texts, such as "objective", or of truth values ("true", "false").
struct RowColumn {
    std::string name;
    std::vector<std::string> values; ///< [rows]; "" where the row has none
};

/// The numbers in a column, such as "score".
struct NumberColumn {
    std::string name;
    std::vector<double> values; ///< [rows]; NaN where the row has none
};

/// An evaluation file, eval_results_{subset}.jsonl: comparisons with what a reward model said of both responses.
struct EvaluatedComparisons {
    std::filesystem::path file;
    ModelOutputs chosen; ///< [rows, k], the column reward_output_chosen
    ModelOutputs rejected; ///< [rows, k], reward_output_rejected
    std::vector<std::string> dataSubsets; ///< [rows]; "" where the row has none
    std::vector<RowIdentity> identities; ///< [rows], of both dialogues
    std::vector<RowColumn> columns; ///< the other columns of short texts, at most mostColumns, in their order
    std::vector<NumberColumn> numbers; ///< the other columns of numbers, at most mostColumns, in their order
    std::vector<std::int32_t> lengths; ///< [rows], characters of the longer dialogue

    /// Texts of more bytes than this are not labels.
    static constexpr std::size_t longestLabel = 64;
    static constexpr std::size_t mostColumns = 16;

    std::size_t size() const { return dataSubsets.size(); }
};

/// Reads the columns above, gzipped or not, and checks but does not keep the others. Throws Error naming file, line
/// and column for a line that is not a JSON object, a column that is missing or of the wrong type, a number that is not
/// finite, and another number of outputs than before; and for a file without rows.
EvaluatedComparisons readEvaluatedComparisons(const std::filesystem::path& file);

} // namespace dpl::records
