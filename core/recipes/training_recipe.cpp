#include "recipes/training_recipe.hpp"

#include "recipes/recipe_members.hpp"
#include "training/training_run.hpp"

namespace dpl::recipes {

Json TrainingRecipe::members() const
{
    Json json{{"params", params.toJson()}, {"folder", folder.string()}};
    if (!tokens.empty()) {
        json["tokens"] = tokens.string();
    }
    return json;
}

TrainingRecipe TrainingRecipe::fromJson(const Json& recipe)
{
    const JsonObject json = membersOf(recipe, kind, "a training");
    return {training::TrainingParams::fromJson(json.value("params"), json.at("params")), json.string("folder", ""),
        json.string("tokens", "")};
}

Outcome TrainingRecipe::run(const ComputeOptions& compute, Observer& observer, const std::stop_token& stop) const
{
    return outcomeOf(
        training::runInFolder(params, compute, folder, training::RunStart::continueOrBegin, observer, stop, tokens)
            .result.finished);
}

} // namespace dpl::recipes
