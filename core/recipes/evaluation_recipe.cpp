#include "recipes/evaluation_recipe.hpp"

#include "recipes/recipe_members.hpp"

namespace dpl::recipes {

Json EvaluationRecipe::members() const
{
    return {{"params", params.toJson()}};
}

EvaluationRecipe EvaluationRecipe::fromJson(const Json& recipe)
{
    const JsonObject json = membersOf(recipe, kind, "an evaluation");
    return {evaluation::EvaluateParams::fromJson(json.value("params"), json.at("params"))};
}

Outcome EvaluationRecipe::run(
    const ComputeOptions& compute, evaluation::EvaluationObserver& observer, const std::stop_token& stop) const
{
    const auto result = evaluation::evaluate(params, compute, observer, stop);
    if (result.wasThere) {
        observer.progressed({"Already done", result.progress.total, result.progress.total});
    }
    return outcomeOf(result.finished);
}

} // namespace dpl::recipes
