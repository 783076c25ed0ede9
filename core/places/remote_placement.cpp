#include "places/remote_placement.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "places/placed_jobs.hpp"
#include "recipes/recipe_paths.hpp"

#include <cstdlib>
#include <set>

namespace dpl::places {

namespace fs = std::filesystem;

namespace {

bool liesIn(const fs::path& path, const fs::path& folder)
{
    const fs::path relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != ".." && relative != ".";
}

/// An adapter of ours names its backbone by a path of ours: a recipe that leaves the backbone to it names that one, so
/// that it is sent, too.
void nameBackbone(Json& params, const fs::path& base)
{
    if (!params.contains("model_name") || params["model_name"] != "") {
        return;
    }
    std::set<std::string> backbones;
    for (const char* member : {"reward_model_checkpoint", "reward_model_checkpoints"}) {
        const Json checkpoints = params.value(member, Json());
        for (const Json& checkpoint : checkpoints.is_array() ? checkpoints : Json::array({checkpoints})) {
            const fs::path config =
                checkpoint.is_string() ? base / checkpoint.get<std::string>() / "adapter_config.json" : fs::path();
            if (checkpoint.is_string() && isPresent(config)) {
                const Json adapter = readJsonFile(config);
                backbones.insert(JsonObject(adapter, config.string()).string("base_model_name_or_path", ""));
            }
        }
    }
    if (backbones.size() == 1 && !backbones.begin()->empty() && isPresent(base / *backbones.begin())) {
        params["model_name"] = *backbones.begin();
    }
}

} // namespace

std::string folderThere(const Place& place, const fs::path& own, const fs::path& root)
{
    if (!place.folder.is_absolute()) {
        throw Error("the place " + place.name + " has no folder for runs on " + place.host
            + "; give it one, such as /scratch/" + (std::getenv("USER") != nullptr ? std::getenv("USER") : "you"));
    }
    const fs::path path = own.lexically_normal();
    if (liesIn(path, place.folder)) {
        return path.string();
    }
    const fs::path from = root.empty() ? fs::current_path() : fs::absolute(root).lexically_normal();
    const fs::path whole = (from / path).lexically_normal();
    const fs::path below = liesIn(whole, from) ? whole.lexically_relative(from) : whole.filename();
    if (below.empty()) {
        throw Error(own.string() + " is no folder for a job; name one that has a name of its own");
    }
    return (place.folder / below).lexically_normal().string();
}

fs::path mirrorOf(const std::string& host, const std::string& there)
{
    return (mirrorsFolder() / host / fs::path(there).relative_path()).lexically_normal();
}

Json recipeThere(const PlacedJob& job, Shell& shell, const ProgressTold& told, const std::stop_token& stop)
{
    Json recipe = job.recipe;
    const fs::path base =
        recipe.contains("working_folder") ? fs::path(recipe["working_folder"].get<std::string>()) : fs::current_path();
    recipe.erase("working_folder"); // all of its paths are absolute there
    recipe.erase("runs_folder");
    if (recipe.contains("folder")) {
        recipe["folder"] = job.there;
    }
    if (recipe.contains("tokens")) {
        recipe["tokens"] = (job.place.folder / ".tokens").string();
    }
    if (recipe.contains("params")) {
        nameBackbone(recipe["params"], base);
    }
    InputSender inputs(job.place, shell, base, told);
    bool namesOutput = false;
    recipes::visitPaths(recipe, [&](Json& value, recipes::PathUse use) {
        const auto path = value.get<std::string>();
        if (use == recipes::PathUse::output) {
            namesOutput = true;
            value = (fs::path(job.there) / fs::path(path).filename()).string();
        } else {
            value = inputs.provide(path, use, stop);
        }
    });
    if (!namesOutput && recipe.contains("params") && recipe["params"].contains("output")) {
        recipe["params"]["output"] = (fs::path(job.there) / "rows.jsonl").string(); // where the mirror brings it from
    }
    return recipe;
}

} // namespace dpl::places
