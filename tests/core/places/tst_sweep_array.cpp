#include "places/sweep_array.hpp"

#include "recipes/recipes.hpp"
#include "recipes/sweep_recipe.hpp"
#include "recipes/training_recipe.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

TEST(SweepArray, hasAnElementForEachTraining)
{
    const test::TemporaryFolder temporary;
    sweep::SweepParams params;
    params.base = {{"model_name", "model"}, {"data_path", "data"}};
    params.lists = {{"reward_model_type", {"base", "categorical"}}, {"data_subset", {"helpful", "both"}}};
    Json recipe = recipes::recipeOf(
        recipes::SweepRecipe::kind, recipes::SweepRecipe{params, temporary.path(), "A sweep"}.members(), "cuda:1");
    recipe["threads"] = 2;
    recipe["working_folder"] = "/home/me";
    for (const bool looksAround : {false, true}) {
        const auto elements = arrayOf(recipe, looksAround);
        ASSERT_EQ(elements.size(), 4u);
        const auto plan = params.plan();
        for (std::size_t i = 0; i < 4; ++i) {
            EXPECT_EQ(elements[i].index, static_cast<int>(i));
            const auto training = recipes::TrainingRecipe::fromJson(elements[i].recipe);
            EXPECT_EQ(training.params.toJson(), plan[i].params.toJson());
            EXPECT_EQ(training.folder, temporary.path() / plan[i].folder);
            EXPECT_EQ(training.tokens, temporary / ".tokens");
            EXPECT_EQ(elements[i].recipe["device"], "cuda:1");
            EXPECT_EQ(elements[i].recipe["threads"], 2);
            EXPECT_EQ(elements[i].recipe["working_folder"], "/home/me");
        }
    }
}

} // namespace
} // namespace dpl::places
