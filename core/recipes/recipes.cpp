#include "recipes/recipes.hpp"

#include "base/devices.hpp"
#include "base/error.hpp"
#include "recipes/demo_recipe.hpp"
#include "recipes/evaluation_recipe.hpp"
#include "recipes/fetch_recipe.hpp"
#include "recipes/forwarding_observer.hpp"
#include "recipes/score_text_recipe.hpp"
#include "recipes/scoring_recipe.hpp"
#include "recipes/sweep_recipe.hpp"
#include "recipes/synthetic_recipe.hpp"
#include "recipes/training_recipe.hpp"

#include <algorithm>
#include <array>

namespace dpl::recipes {

namespace {

/// A kind whose job takes an observer of its own, in one process.
template <typename Recipe, typename JobObserver>
Outcome runAs(
    const Json& recipe, const ComputeOptions& compute, Observer& observer, const std::stop_token& stop, ranks::Group&)
{
    ForwardingObserver<JobObserver> forwarding(observer);
    return Recipe::fromJson(recipe).run(compute, forwarding, stop);
}

/// One whose rows are shared by ranks.
template <typename Recipe>
Outcome runShared(const Json& recipe, const ComputeOptions& compute, Observer& observer, const std::stop_token& stop,
    ranks::Group& group)
{
    ForwardingObserver<evaluation::EvaluationObserver> forwarding(observer);
    return Recipe::fromJson(recipe).run(compute, forwarding, stop, group);
}

Outcome runTraining(const Json& recipe, const ComputeOptions& compute, Observer& observer, const std::stop_token& stop,
    ranks::Group& group)
{
    return TrainingRecipe::fromJson(recipe).run(compute, observer, stop, group);
}

Outcome runFetch(
    const Json& recipe, const ComputeOptions&, Observer& observer, const std::stop_token& stop, ranks::Group&)
{
    return outcomeOf(FetchRecipe::fromJson(recipe).run(observer, stop).finished);
}

template <typename Recipe> std::filesystem::path folderAs(const Json& recipe)
{
    return Recipe::fromJson(recipe).folder;
}

constexpr std::array allKinds{
    RecipeKind{DemoRecipe::kind, runAs<DemoRecipe, sweep::SweepObserver>, folderAs<DemoRecipe>},
    RecipeKind{EvaluationRecipe::kind, runShared<EvaluationRecipe>, nullptr, true},
    RecipeKind{FetchRecipe::kind, runFetch, nullptr},
    RecipeKind{
        ScoreTextRecipe::kind, runAs<ScoreTextRecipe, evaluation::EvaluationObserver>, folderAs<ScoreTextRecipe>},
    RecipeKind{ScoringRecipe::kind, runShared<ScoringRecipe>, nullptr, true},
    RecipeKind{SweepRecipe::kind, runAs<SweepRecipe, sweep::SweepObserver>, folderAs<SweepRecipe>, false, true},
    RecipeKind{SyntheticRecipe::kind, runAs<SyntheticRecipe, synthetic::SyntheticObserver>, folderAs<SyntheticRecipe>},
    RecipeKind{TrainingRecipe::kind, runTraining, folderAs<TrainingRecipe>, true},
};

} // namespace

std::span<const RecipeKind> kinds()
{
    return allKinds;
}

const RecipeKind& kindOf(const Json& recipe)
{
    const std::string name = JsonObject(recipe, "job").string("kind");
    const auto* found =
        std::find_if(allKinds.begin(), allKinds.end(), [&name](const RecipeKind& kind) { return name == kind.name; });
    if (found == allKinds.end()) {
        throw Error("a job of kind \"" + name + "\" is not known to this version");
    }
    return *found;
}

Json recipeOf(const char* kind, Json members, const std::string& device)
{
    if (const std::string listed = listedDeviceName(device); listed != "cpu") {
        members["device"] = listed;
    }
    members["kind"] = kind;
    return members;
}

Outcome run(const Json& recipe, const ComputeOptions& compute, Observer& observer, const std::stop_token& stop,
    ranks::Group& group)
{
    // A rank's share of the machine is made of what the recipe says already.
    return kindOf(recipe).run(recipe, group.isAlone() ? computeOf(recipe, compute) : compute, observer, stop, group);
}

Json settled(Json recipe)
{
    if (kindOf(recipe).name == std::string(SyntheticRecipe::kind)) {
        recipe["folder"] = SyntheticRecipe::fromJson(recipe).folderToRun().string();
    }
    return recipe;
}

std::filesystem::path folderOf(const Json& recipe)
{
    const RecipeKind& kind = kindOf(recipe);
    return kind.folder == nullptr ? std::filesystem::path() : kind.folder(recipe);
}

std::string deviceOf(const Json& recipe)
{
    return JsonObject(recipe, "job").string("device", "cpu");
}

int processesOf(const Json& recipe)
{
    constexpr std::int64_t most = 1024;
    const JsonObject json(recipe, "job");
    const std::int64_t processes = json.integer("processes", 1);
    if (processes < 1 || processes > most) {
        throw Error(json.at("processes") + ": expected a number of processes from 1 to " + std::to_string(most));
    }
    if (processes == 1) {
        return 1;
    }
    if (const RecipeKind& kind = kindOf(recipe); !kind.isShared && !kind.hasProcesses) {
        throw Error(json.at("processes") + ": a job of the kind " + kind.name + " runs in one process");
    }
    return static_cast<int>(processes);
}

ComputeOptions computeOf(const Json& recipe, ComputeOptions compute)
{
    const JsonObject json(recipe, "job");
    compute.device = json.string("device", "cpu");
    compute.processes = processesOf(recipe);
    if (json.has("threads")) {
        const std::int64_t threads = json.integer("threads");
        if (threads < 0 || threads > 4096) {
            throw Error(json.at("threads") + ": expected a number of threads from 0 to 4096");
        }
        compute.threads = static_cast<int>(threads);
    }
    return compute;
}

} // namespace dpl::recipes
