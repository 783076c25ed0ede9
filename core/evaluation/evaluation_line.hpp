#pragma once

#include "base/json.hpp"

#include <span>
#include <string>
#include <string_view>

namespace dpl::evaluation {

/// A row of an evaluation file: the row's own columns in their order, then the outputs of reward models, float32 with
/// as few digits as identify them.
///
///     EvaluationLine line(row);
///     line.addOutputs("reward_output_chosen", chosen);        a list of k numbers
///     line.addResponses("reward_outputs_both", values, k);    a list of them for each response
///     line.text()
class EvaluationLine {
public:
    /// `row` is an object. Columns of it that are added are replaced: an evaluation file can be evaluated again.
    explicit EvaluationLine(Json row);

    /// Throw Error for a number that is not finite, for an empty list, and for one that is no multiple of k.
    void addOutputs(std::string_view column, std::span<const float> outputs);
    void addResponses(std::string_view column, std::span<const float> outputs, int k);

    std::string text() const; ///< without a line break

private:
    void list(std::string_view column, std::span<const float> outputs);
    void beginColumn(std::string_view column);

    Json m_row;
    std::string m_added;
};

} // namespace dpl::evaluation
