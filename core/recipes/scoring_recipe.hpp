#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "evaluation/evaluate.hpp"
#include "recipes/outcome.hpp"

#include <stop_token>

namespace dpl::recipes {

/// "scoring": what `dpl score` does. {"params"}
struct ScoringRecipe {
    static constexpr const char* kind = "scoring";

    evaluation::ScoreParams params;

    Json members() const;

    /// Throws Error if it is of another kind, or wrong.
    static ScoringRecipe fromJson(const Json& recipe);

    /// Goes on after the rows that are done. One that was done before is said to be.
    Outcome run(
        const ComputeOptions& compute, evaluation::EvaluationObserver& observer, const std::stop_token& stop) const;
};

} // namespace dpl::recipes
