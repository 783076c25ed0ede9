#include "recipes/recipe_paths.hpp"

#include <gtest/gtest.h>

#include <set>

namespace dpl::recipes {
namespace {

/// Every path of a recipe, with its use's number in front.
std::multiset<std::string> pathsOf(Json recipe)
{
    std::multiset<std::string> paths;
    visitPaths(recipe, [&](Json& value, PathUse use) {
        paths.insert(std::to_string(static_cast<int>(use)) + value.get<std::string>());
    });
    return paths;
}

using Paths = std::multiset<std::string>;

TEST(RecipePaths, areThoseThatJobsReadAndMake)
{
    EXPECT_EQ(pathsOf({{"kind", "training"}, {"folder", "run"},
                  {"params",
                      {{"model_name", "m"}, {"tokenizer_name", ""}, {"data_path", "d"}, {"columns", "a=b"},
                          {"chat_template", "t"}, {"start_from", "s"}}}}),
        (Paths{"0m", "0s", "1d", "2t"}));
    EXPECT_EQ(pathsOf({{"kind", "evaluation"},
                  {"params", {{"reward_model_checkpoint", "c"}, {"data_path", "d"}, {"output", "o"}}}}),
        (Paths{"0c", "1d", "3o"}));
    EXPECT_EQ(pathsOf({{"kind", "scoring"},
                  {"params",
                      {{"input", "i"}, {"reward_model_checkpoints", {"a", "b"}}, {"reward_model_names", {"n"}},
                          {"output", "o"}}}}),
        (Paths{"0a", "0b", "2i", "3o"}));
    EXPECT_EQ(
        pathsOf({{"kind", "score-text"}, {"params", {{"prompt", "p"}, {"responses", {"r"}}, {"checkpoints", {"c"}}}}}),
        (Paths{"0c"}));
    EXPECT_EQ(pathsOf({{"kind", "synthetic"}, {"params", {{"env", {{"input", "x"}}}}}}), Paths{});
}

TEST(RecipePaths, ofASweepAreInListsAndOverridesToo)
{
    Json recipe{{"kind", "sweep"},
        {"params",
            {{"base", {{"data_path", "d"}}}, {"model_name", {"a", "b"}}, {"seed", {0, 1}},
                {"overrides", Json::array({{{"where", {{"model_name", {"a"}}}}, {"set", {{"start_from", "s"}}}}})},
                {"responses", "r"}}}};
    EXPECT_EQ(pathsOf(recipe), (Paths{"0a", "0a", "0b", "0s", "1d", "2r"}));
    visitPaths(recipe, [](Json& value, PathUse) { value = "/there/" + value.get<std::string>(); });
    EXPECT_EQ(recipe["params"]["model_name"], Json({"/there/a", "/there/b"}));
    EXPECT_EQ(recipe["params"]["overrides"][0]["where"]["model_name"][0], "/there/a");
    EXPECT_EQ(recipe["params"]["seed"], Json({0, 1}));
}

} // namespace
} // namespace dpl::recipes
