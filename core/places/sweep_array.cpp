#include "places/sweep_array.hpp"

#include "recipes/recipes.hpp"
#include "recipes/sweep_recipe.hpp"
#include "recipes/training_recipe.hpp"
#include "sweep/sweep_folder.hpp"
#include "training/training_run.hpp"

namespace dpl::places {

std::vector<ArrayElement> arrayOf(const Json& sweepRecipe, bool looksAround)
{
    const auto sweep = recipes::SweepRecipe::fromJson(sweepRecipe);
    std::vector<sweep::PlannedRun> plan = sweep.params.plan();
    std::vector<sweep::RunStanding> standings(plan.size(), sweep::RunStanding::none);
    if (looksAround) {
        plan = sweep::placedIn(sweep.folder, std::move(plan));
        standings = sweep::standingsOf(sweep.folder, plan);
    }
    std::vector<ArrayElement> elements;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        if (standings[i] == sweep::RunStanding::finished) {
            continue;
        }
        const recipes::TrainingRecipe training{
            plan[i].params, sweep.folder / plan[i].folder, training::tokensOf(sweep.folder)};
        Json recipe =
            recipes::recipeOf(recipes::TrainingRecipe::kind, training.members(), recipes::deviceOf(sweepRecipe));
        for (const char* common : {"threads", "working_folder"}) {
            if (sweepRecipe.contains(common)) {
                recipe[common] = sweepRecipe[common];
            }
        }
        elements.push_back({static_cast<int>(i), std::move(recipe)});
    }
    return elements;
}

} // namespace dpl::places
