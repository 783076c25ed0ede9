#pragma once

#include "evaluation/evaluate.hpp"
#include "records/found_checkpoint.hpp"
#include "summary/summary.hpp"

#include <optional>
#include <vector>

namespace dpl::evaluation {

/// What would fill a cell of the tables for which something is missing.
struct MissingWork {
    summary::MissingPart part;
    std::optional<records::FoundCheckpoint>
        checkpoint; ///< the model is there: it has to be evaluated; nothing: it has to be trained
    std::optional<EvaluateParams>
        evaluate; ///< on the rows of the other models of the tables, or the model's own dataset
    std::optional<ScoreParams> score; ///< on the prompts that the models beside it were scored on
    std::filesystem::path
        sibling; ///< no model: a run like the one that is missing, of the same head if there is one; may be empty
};

/// One for each missing part. Of several checkpoints of a model the first one below the summary's root is taken, else
/// the first.
std::vector<MissingWork> missingWork(const summary::Summary& summary, const summary::EvaluationData& data,
    const std::vector<records::FoundCheckpoint>& checkpoints);

} // namespace dpl::evaluation
