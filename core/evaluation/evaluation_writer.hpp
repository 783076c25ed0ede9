#pragma once

#include "base/json.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace dpl::evaluation {

/// Collects the rows of an evaluation file, one JSON object a line: the row's own columns in their order, then the
/// outputs of reward models, float32 with as few digits as identify them. The file appears whole when `finish` is
/// called, or not at all.
///
///     writer.beginRow(row);
///     writer.addOutputs("reward_output_chosen", chosen);        a list of k numbers
///     writer.addResponses("reward_outputs_both", values, k);    a list of them for each response
///     writer.endRow();
class EvaluationWriter {
public:
    /// Throws Error if no file can be written there.
    explicit EvaluationWriter(std::filesystem::path file);

    /// Columns of `row` that are added later are replaced: an evaluation file can be evaluated again.
    void beginRow(const Json& row);

    /// Throw Error for a number that is not finite, naming file, row and column; for an empty list, and for one that is
    /// no multiple of k.
    void addOutputs(std::string_view column, std::span<const float> outputs);
    void addResponses(std::string_view column, std::span<const float> outputs, int k);
    void endRow();

    std::size_t rows() const { return m_rows; }

    /// Throws Error if the file cannot be written.
    void finish();

private:
    void list(std::string_view column, std::span<const float> outputs);
    void beginColumn(std::string_view column);

    std::filesystem::path m_file;
    std::string m_content;
    std::string m_added;
    Json m_row;
    std::size_t m_rows = 0;
};

} // namespace dpl::evaluation
