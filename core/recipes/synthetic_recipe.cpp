#include "recipes/synthetic_recipe.hpp"

#include "recipes/recipe_members.hpp"
#include "synthetic/synthetic_run.hpp"

namespace dpl::recipes {

Json SyntheticRecipe::members() const
{
    Json json = Json::object();
    if (params) {
        json["params"] = params->toJson();
        json["runs_folder"] = runsFolder.string();
    }
    if (!folder.empty()) {
        json["folder"] = folder.string();
    }
    return json;
}

SyntheticRecipe SyntheticRecipe::fromJson(const Json& recipe)
{
    const JsonObject json = membersOf(recipe, kind, "an experiment");
    SyntheticRecipe made;
    made.folder = json.string("folder", "");
    if (made.folder.empty() || json.has("params")) {
        made.params = synthetic::SyntheticParams::fromJson(json.value("params"), json.at("params"));
        made.runsFolder = made.folder.empty() ? json.string("runs_folder") : json.string("runs_folder", "");
    }
    return made;
}

synthetic::SyntheticParams SyntheticRecipe::paramsToRun() const
{
    return params ? *params : synthetic::readParams(folder);
}

std::filesystem::path SyntheticRecipe::folderToRun() const
{
    return folder.empty() ? runs::newRunFolder(runsFolder, "synthetic-" + synthetic::environmentName(paramsToRun()))
                          : folder;
}

Outcome SyntheticRecipe::run(
    const ComputeOptions& compute, synthetic::SyntheticObserver& observer, const std::stop_token& stop) const
{
    return outcomeOf(synthetic::runInFolder(
        paramsToRun(), compute, folderToRun(), synthetic::RunStart::continueOrBegin, observer, stop)
                         .result.finished);
}

} // namespace dpl::recipes
