#include "recipes/scoring_recipe.hpp"

#include "recipes/recipe_members.hpp"

namespace dpl::recipes {

Json ScoringRecipe::members() const
{
    return {{"params", params.toJson()}};
}

ScoringRecipe ScoringRecipe::fromJson(const Json& recipe)
{
    const JsonObject json = membersOf(recipe, kind, "a scoring");
    return {evaluation::ScoreParams::fromJson(json.value("params"), json.at("params"))};
}

Outcome ScoringRecipe::run(
    const ComputeOptions& compute, evaluation::EvaluationObserver& observer, const std::stop_token& stop) const
{
    const auto result = evaluation::score(params, compute, observer, stop);
    if (result.wasThere) {
        observer.progressed({"Already done", result.progress.total, result.progress.total});
    }
    return outcomeOf(result.finished);
}

} // namespace dpl::recipes
