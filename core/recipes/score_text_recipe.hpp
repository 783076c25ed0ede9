#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "evaluation/scored_text.hpp"
#include "recipes/outcome.hpp"

#include <filesystem>
#include <stop_token>

namespace dpl::recipes {

/// "score-text": a text of the user's own, scored in a folder. {"params", "folder"}
struct ScoreTextRecipe {
    static constexpr const char* kind = "score-text";

    evaluation::ScoredText text;
    std::filesystem::path folder; ///< this text's alone

    Json members() const;

    /// Throws Error if it is of another kind, or wrong.
    static ScoreTextRecipe fromJson(const Json& recipe);

    Outcome run(
        const ComputeOptions& compute, evaluation::EvaluationObserver& observer, const std::stop_token& stop) const;
};

} // namespace dpl::recipes
