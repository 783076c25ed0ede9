#include "recipes/recipes.hpp"

#include "error_message.hpp"
#include "fixture_path.hpp"
#include "job_outputs.hpp"
#include "recipes/demo_recipe.hpp"
#include "recipes/evaluation_recipe.hpp"
#include "recipes/fetch_recipe.hpp"
#include "recipes/score_text_recipe.hpp"
#include "recipes/scoring_recipe.hpp"
#include "recipes/sweep_recipe.hpp"
#include "recipes/synthetic_recipe.hpp"
#include "recipes/training_recipe.hpp"
#include "runs/run_folder.hpp"
#include "synthetic/synthetic_run.hpp"
#include "temporary_folder.hpp"
#include "training/training_run.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace dpl::recipes {
namespace {

using test::differenceOf;
using test::errorOf;
using test::jobOutputsIn;
using test::says;

training::TrainingParams smallTraining()
{
    training::TrainingParams params;
    params.modelName = test::fixturePath("models/tiny-llama").string();
    params.dataPath = test::fixturePath("training/lora_pairs.jsonl").string();
    params.learningRate = 1e-3;
    params.epochs = 2;
    params.evalSteps = 5;
    params.saveSteps = 4;
    return params;
}

class Recipes : public testing::Test {
protected:
    Recipes() { compute.threads = 1; }

    Outcome done(const Json& recipe, const std::stop_token& stop = {}) const
    {
        Observer observer;
        return recipes::run(recipe, compute, observer, stop);
    }

    const test::TemporaryFolder temporary;
    ComputeOptions compute;
};

/// Asks for a stop at a step.
class Stopping final : public Observer {
public:
    explicit Stopping(std::int64_t at) : m_at(at) { }
    void progressed(const Progress& progress) override
    {
        if (progress.phase == "Training" && progress.step == m_at) {
            source.request_stop();
        }
    }
    std::stop_source source;

private:
    std::int64_t m_at;
};

TEST_F(Recipes, trainToTheSameBitsAsTheCommandEvenStoppedInBetween)
{
    Observer quiet;
    training::runInFolder(
        smallTraining(), compute, temporary / "a" / "run", training::RunStart::continueOrBegin, quiet, {});
    const Json recipe = recipeOf(
        TrainingRecipe::kind, TrainingRecipe{smallTraining(), temporary / "b" / "run"}.members(), compute.device);
    Stopping stopping(3);
    EXPECT_EQ(recipes::run(recipe, compute, stopping, stopping.source.get_token()), Outcome::stopped);
    EXPECT_EQ(runs::readRun(temporary / "b" / "run").state, runs::RunState::stopped);
    EXPECT_EQ(done(recipe), Outcome::finished);
    EXPECT_EQ(differenceOf(jobOutputsIn(temporary / "a"), jobOutputsIn(temporary / "b")), "");
    EXPECT_EQ(runs::readRun(temporary / "a" / "run").params, runs::readRun(temporary / "b" / "run").params);
    EXPECT_EQ(done(recipe), Outcome::finished) << "one that is there is left as it is";
}

TEST_F(Recipes, runExperimentsInTheirFolderOrInANewOne)
{
    synthetic::SyntheticParams params;
    params.iterations = 20;
    params.batchSize = 16;
    params.models = {preference::SyntheticModel::base};
    const Json recipe = recipeOf(
        SyntheticRecipe::kind, SyntheticRecipe{params, temporary / "runs", temporary / "own"}.members(), "cpu");
    EXPECT_EQ(folderOf(recipe), temporary / "own");
    EXPECT_EQ(done(recipe), Outcome::finished);
    EXPECT_TRUE(synthetic::readResult(temporary / "own").finished);

    const Json chosen =
        settled(recipeOf(SyntheticRecipe::kind, SyntheticRecipe{params, temporary / "runs"}.members(), "cpu"));
    EXPECT_EQ(folderOf(chosen).parent_path(), temporary / "runs");
    EXPECT_TRUE(folderOf(chosen).filename().string().starts_with("synthetic-1d-"));
    EXPECT_EQ(settled(chosen), chosen);

    const Json resumed =
        recipeOf(SyntheticRecipe::kind, SyntheticRecipe{std::nullopt, {}, temporary / "own"}.members(), "cpu");
    EXPECT_EQ(done(resumed), Outcome::finished);
    EXPECT_EQ(SyntheticRecipe::fromJson(resumed).paramsToRun(), params);
}

TEST_F(Recipes, ofEveryKindAreReadAsTheyWereWritten)
{
    evaluation::EvaluateParams evaluate;
    evaluate.model.checkpoint = "model";
    evaluate.dataPath = "data";
    evaluation::ScoreParams score;
    score.input = "in.jsonl";
    score.output = "out.jsonl";
    score.checkpoints = {"model"};
    score.names = {"a"};
    evaluation::ScoredText text;
    text.prompt = "Hello";
    text.responses = {"Hi"};
    text.checkpoints = {"model"};
    hub::FetchParams fetch;
    fetch.repository.name = "org/name";
    const auto same = [](const auto& recipe) {
        using Recipe = std::decay_t<decltype(recipe)>;
        const Json json = recipeOf(Recipe::kind, recipe.members(), "cpu");
        EXPECT_EQ(Recipe::fromJson(json).members(), recipe.members()) << json;
        EXPECT_STREQ(kindOf(json).name, Recipe::kind);
    };
    same(TrainingRecipe{smallTraining(), "run", "tokens"});
    sweep::SweepParams sweep;
    sweep.base = {{"model_name", "model"}, {"data_path", "data"}};
    same(SweepRecipe{sweep, "sweep", "A title"});
    same(DemoRecipe{7, "demo"});
    same(EvaluationRecipe{evaluate});
    same(ScoringRecipe{score});
    same(ScoreTextRecipe{text, "folder"});
    same(SyntheticRecipe{synthetic::SyntheticParams(), "runs", "run"});
    same(FetchRecipe{fetch});
    EXPECT_EQ(kinds().size(), 8u);
    EXPECT_TRUE(std::is_sorted(
        kinds().begin(), kinds().end(), [](const auto& a, const auto& b) { return std::string(a.name) < b.name; }));
}

TEST_F(Recipes, nameTheirDeviceAndThreads)
{
    Json recipe = recipeOf(DemoRecipe::kind, DemoRecipe{}.members(), "cuda");
    EXPECT_EQ(deviceOf(recipe), "cuda:0");
    recipe["threads"] = 3;
    EXPECT_EQ(computeOf(recipe, compute).threads, 3);
    EXPECT_EQ(computeOf(recipe, compute).device, "cuda:0");
    recipe.erase("threads");
    recipe.erase("device");
    EXPECT_EQ(computeOf(recipe, compute).threads, 1);
    EXPECT_EQ(deviceOf(recipe), "cpu");
    recipe["threads"] = -1;
    EXPECT_TRUE(says(errorOf([&] { computeOf(recipe, compute); }), "job: threads"));
}

TEST_F(Recipes, thatAreWrongAreSaidToBe)
{
    EXPECT_TRUE(says(errorOf([&] { done({{"kind", "nap"}}); }), {"\"nap\"", "not known to this version"}));
    EXPECT_TRUE(says(errorOf([&] { done(Json::array()); }), "job"));
    EXPECT_TRUE(says(errorOf([&] { done({{"kind", "training"}, {"params", {{"lr", 1}}}}); }), "job: params"));
    EXPECT_TRUE(says(errorOf([&] { done({{"kind", "demo"}, {"seed", -1}, {"folder", "x"}}); }), "job: seed"));
    EXPECT_TRUE(says(errorOf([&] { TrainingRecipe::fromJson({{"kind", "demo"}}); }), "demo is not a training"));
}

} // namespace
} // namespace dpl::recipes
