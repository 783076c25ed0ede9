#pragma once

#include "records/output_columns.hpp"
#include "records/row_identity.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::records {

/// A response evaluation file: prompts with responses, and what one or more reward models said of each response.
struct EvaluatedResponses {
    struct Model {
        std::string name; ///< of the column reward_outputs_{name}
        ModelOutputs outputs; ///< [all responses, k], row after row
    };

    std::filesystem::path file;
    std::vector<Model> models; ///< in the order of their columns
    std::vector<std::size_t>
        firstResponse; ///< [rows + 1]: row i has the responses from firstResponse[i] up to firstResponse[i + 1]
    std::vector<RowIdentity> identities; ///< [rows], of the prompt and the responses

    std::size_t size() const { return identities.size(); }
    std::size_t responseCount(std::size_t row) const { return firstResponse[row + 1] - firstResponse[row]; }
};

/// Reads it, gzipped or not. Throws Error naming file, line and column as readEvaluatedComparisons does, and if a row
/// lacks a model that others have, or models or the column "responses" differ in the number of responses.
EvaluatedResponses readEvaluatedResponses(const std::filesystem::path& file);

/// Whether the file's first row has a column that is wanted. False for a file that is not JSONL.
bool firstRowHasColumn(const std::filesystem::path& file, const std::function<bool(std::string_view)>& wanted);

/// Whether the file's first row has a column reward_outputs_{name}. False for a file that is not JSONL.
bool isResponseEvaluation(const std::filesystem::path& file);

} // namespace dpl::records
