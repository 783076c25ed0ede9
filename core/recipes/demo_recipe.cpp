#include "recipes/demo_recipe.hpp"

#include "demo/demo.hpp"
#include "recipes/recipe_members.hpp"

namespace dpl::recipes {

Json DemoRecipe::members() const
{
    return {{"seed", seed}, {"folder", folder.string()}};
}

DemoRecipe DemoRecipe::fromJson(const Json& recipe)
{
    const JsonObject json = membersOf(recipe, kind, "a demonstration");
    const Json& seed = json.value("seed");
    if (!seed.is_number_unsigned() && !(seed.is_number_integer() && seed.get<std::int64_t>() >= 0)) {
        throw Error(json.at("seed") + ": expected a whole number from 0");
    }
    return {seed.get<std::uint64_t>(), json.string("folder")};
}

Outcome DemoRecipe::run(
    const ComputeOptions& compute, sweep::SweepObserver& observer, const std::stop_token& stop) const
{
    const sweep::SweepResult result = demo::runDemo(seed, folder, compute, observer, stop);
    if (result.finished && !result.failures.empty()) {
        throw Error(sweep::failureText(result));
    }
    return outcomeOf(result.finished);
}

} // namespace dpl::recipes
