#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "evaluation/evaluate.hpp"
#include "recipes/outcome.hpp"

#include <stop_token>

namespace dpl::recipes {

/// "evaluation": what `dpl evaluate` does. {"params"}
struct EvaluationRecipe {
    static constexpr const char* kind = "evaluation";

    evaluation::EvaluateParams params;

    Json members() const;

    /// Throws Error if it is of another kind, or wrong.
    static EvaluationRecipe fromJson(const Json& recipe);

    /// Goes on after the rows that are done. One that was done before is said to be.
    Outcome run(
        const ComputeOptions& compute, evaluation::EvaluationObserver& observer, const std::stop_token& stop) const;
};

} // namespace dpl::recipes
