#include "recipes/sweep_recipe.hpp"

#include "recipes/recipe_members.hpp"

namespace dpl::recipes {

Json SweepRecipe::members() const
{
    return {{"title", title}, {"params", params.toJson()}, {"folder", folder.string()}};
}

SweepRecipe SweepRecipe::fromJson(const Json& recipe)
{
    const JsonObject json = membersOf(recipe, kind, "a sweep");
    return {sweep::SweepParams::fromJson(json.value("params"), json.at("params")), json.string("folder", ""),
        json.string("title", "")};
}

Outcome SweepRecipe::run(
    const ComputeOptions& compute, sweep::SweepObserver& observer, const std::stop_token& stop) const
{
    const sweep::SweepResult result = sweep::runSweep(params, folder, compute, observer, stop);
    if (result.finished && !result.failures.empty()) {
        throw Error(sweep::failureText(result));
    }
    return outcomeOf(result.finished);
}

} // namespace dpl::recipes
