#include "recipes/fetch_recipe.hpp"

#include "recipes/recipe_members.hpp"

namespace dpl::recipes {

Json FetchRecipe::members() const
{
    return {{"params", params.toJson()}};
}

FetchRecipe FetchRecipe::fromJson(const Json& recipe)
{
    const JsonObject json = membersOf(recipe, kind, "a fetch");
    return {hub::FetchParams::fromJson(json.value("params"), json.at("params"))};
}

hub::FetchResult FetchRecipe::run(Observer& observer, const std::stop_token& stop) const
{
    return hub::fetch(params, hub::hubSettings(), observer, stop);
}

} // namespace dpl::recipes
