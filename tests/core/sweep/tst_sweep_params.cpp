#include "sweep/replaced_lists.hpp"
#include "sweep/single_run.hpp"
#include "sweep/sweep_params.hpp"

#include "error_message.hpp"

namespace dpl::sweep {
namespace {

using test::errorOf;
using test::says;

SweepParams read(const std::string& text)
{
    return SweepParams::fromJson(parseJson(text, "sweep.json"), "sweep.json");
}

constexpr const char* nine = R"({"base": {"model_name": "models/m", "data_path": "d", "learning_rate": 0.001},
    "seed": [3, 4], "reward_model_type": ["base", "mean_and_variance", "categorical"],
    "data_subset": ["helpful", "harmless", "both"],
    "overrides": [{"where": {"data_subset": ["helpful", "harmless"]}, "set": {"num_train_epochs": 2}}],
    "responses": "r.jsonl"})";

TEST(SweepParams, planEveryCombinationGroupByGroup)
{
    const auto plan = read(nine).plan();
    ASSERT_EQ(plan.size(), 18u);
    EXPECT_EQ(plan[0].folder, "seed-3/helpful/base_m__0_0.001_cosine_2");
    EXPECT_EQ(plan[2].folder, "seed-3/both/base_m__0_0.001_cosine_1");
    EXPECT_EQ(plan[8].folder, "seed-3/both/categorical_m__0_0.001_cosine_1_10_0.1");
    EXPECT_EQ(plan[8].model, (records::ModelKey{preference::RewardHead::categorical, data::DataSubset::both}));
    EXPECT_EQ(plan[9].folder, "seed-4/helpful/base_m__0_0.001_cosine_2");
    for (std::size_t i = 0; i < plan.size(); ++i) {
        EXPECT_EQ(plan[i].params.seed, i < 9 ? 3u : 4u);
        EXPECT_EQ(plan[i].params.learningRate, 0.001);
        EXPECT_EQ(plan[i].params.epochs, plan[i].params.dataSubset == "both" ? 1 : 2);
        EXPECT_EQ(plan[i].values["data_subset"], plan[i].params.dataSubset);
    }
}

TEST(SweepParams, groupsComeTogetherWhateverTheOrderOfLists)
{
    const auto plan =
        read(R"({"base": {"model_name": "m", "data_path": "d"}, "reward_model_type": ["base", "categorical"],
        "learning_rate": [0.001, 1e-5], "lora_target_modules": [["q_proj"], ["q_proj", "v_proj"]]})")
            .plan();
    ASSERT_EQ(plan.size(), 8u);
    EXPECT_EQ(plan[0].group, "learning_rate-0.001_lora_target_modules-__q_proj__");
    EXPECT_EQ(plan[1].group, plan[0].group);
    EXPECT_EQ(plan[2].group, "learning_rate-0.001_lora_target_modules-__q_proj___v_proj__");
    EXPECT_EQ(plan[4].group, "learning_rate-1e-05_lora_target_modules-__q_proj__");
    EXPECT_EQ(plan[1].params.rewardModelType, "categorical");
}

TEST(SweepParams, runsThatAnOverrideMakesEqualAreOne)
{
    const SweepParams params = read(R"({"base": {"model_name": "m", "data_path": "d"}, "learning_rate": [0.001, 0.01],
        "reward_model_type": ["base", "categorical"],
        "overrides": [{"where": {"reward_model_type": ["categorical"]}, "set": {"learning_rate": 0.004}}]})");
    EXPECT_EQ(params.combinations(), 4u);
    const auto plan = params.plan();
    ASSERT_EQ(plan.size(), 3u);
    EXPECT_EQ(plan[1].group, "learning_rate-0.004") << "which is its own, and not the list's first";
    EXPECT_EQ(plan[1].values["learning_rate"], 0.004);
    ASSERT_TRUE(plan[1].earlier);
    EXPECT_EQ(plan[1].earlier->folder, "learning_rate-0.001/both/categorical_m__0_0.004_cosine_1_10_0.1");
    EXPECT_EQ(plan[0].folder, "learning_rate-0.001/both/base_m__0_0.001_cosine_1");
    EXPECT_EQ(plan[1].folder, "learning_rate-0.004/both/categorical_m__0_0.004_cosine_1_10_0.1");
    EXPECT_EQ(plan[2].folder, "learning_rate-0.01/both/base_m__0_0.01_cosine_1");
    EXPECT_EQ(sentencesOnReplacedLists(params),
        std::vector<std::string>{"for reward_model_type \"categorical\", learning_rate 0.004 of overrides[0] takes the "
                                 "place of the list; runs that come out equal are trained once"});
    EXPECT_TRUE(sentencesOnReplacedLists(read(nine)).empty()) << "no list of epochs";
}

TEST(SweepParams, runsThatWouldTakeAnothersPlaceStayByTheListsValue)
{
    const auto plan = read(R"({"base": {"model_name": "m", "data_path": "d"}, "learning_rate": [0.001, 0.01],
        "overrides": [{"where": {"learning_rate": [0.001]}, "set": {"learning_rate": 0.01, "weight_decay": 0.1}}]})")
                          .plan();
    ASSERT_EQ(plan.size(), 2u);
    EXPECT_EQ(plan[0].group, "learning_rate-0.001");
    EXPECT_EQ(plan[1].group, "learning_rate-0.01");
    EXPECT_FALSE(plan[0].earlier);
}

TEST(SweepParams, withoutListsAreOneRunWithoutAGroup)
{
    const auto plan = read(R"({"base": {"model_name": "m", "data_path": "d"}})").plan();
    ASSERT_EQ(plan.size(), 1u);
    EXPECT_EQ(plan[0].group, "");
    EXPECT_EQ(plan[0].folder, "both/base_m__0_3e-06_cosine_1");
}

TEST(SweepParams, ofOneRunPlanItAlone)
{
    const training::TrainingParams run = read(nine).plan()[4].params;
    const SweepParams sweep = sweepOf(run);
    const auto plan = sweep.plan();
    ASSERT_EQ(plan.size(), 1u);
    EXPECT_EQ(plan[0].params.toJson(), run.toJson());
    std::vector<std::string> lists;
    for (const ParameterList& list : sweep.lists) {
        lists.push_back(list.name);
    }
    std::sort(lists.begin(), lists.end());
    EXPECT_EQ(lists, (std::vector<std::string>{"data_subset", "reward_model_type", "seed"}));
    EXPECT_EQ(sweep.base["learning_rate"], 0.001);
    EXPECT_FALSE(sweep.base.contains("max_length")) << "as by default";
}

TEST(SweepParams, haveARunThatStandsForAll)
{
    const auto plan = read(nine).plan();
    EXPECT_EQ(typicalRun(plan)->toJson(), plan[2].params.toJson());
    EXPECT_EQ(typicalRun({plan[3], plan[0]})->toJson(), plan[3].params.toJson()) << "none on both subsets";
    EXPECT_FALSE(typicalRun({}));
}

TEST(SweepParams, areTheSameAfterJson)
{
    const SweepParams params = read(nine);
    const Json json = params.toJson();
    EXPECT_EQ(SweepParams::fromJson(json, "again").toJson(), json);
    EXPECT_EQ(json["overrides"][0]["set"]["num_train_epochs"], 2);
    EXPECT_EQ(json["evaluate"], true);
    EXPECT_EQ(json["responses"], "r.jsonl");
}

TEST(SweepParams, errorsNameThePlace)
{
    const auto error = [](const std::string& rest) {
        return errorOf([&] { read(R"({"base": {"model_name": "m", "data_path": "d"})" + rest + "}"); });
    };
    EXPECT_EQ(error(""), "");
    EXPECT_TRUE(says(errorOf([] { read("[]"); }), {"sweep.json", "expected an object"}));
    EXPECT_TRUE(says(errorOf([] { read("{}"); }), {"sweep.json", "\"base\" is missing"}));
    EXPECT_TRUE(says(errorOf([] { read(R"({"base": {"data_path": "d"}})"); }), {"sweep.json: base", "model_name"}));
    EXPECT_TRUE(
        says(errorOf([] { read(R"({"base": {"model_name": "m", "data_path": "d", "learning_rate": "high"}})"); }),
            {"sweep.json: base: learning_rate", "expected a number"}));
    EXPECT_TRUE(says(errorOf([] { read(R"({"base": {"model_name": "m", "data_path": "d", "learningrate": 1}})"); }),
        {"sweep.json: base", "learningrate"}));
    EXPECT_TRUE(says(error(R"(, "sed": [1])"), {"sweep.json", "sed"}));
    EXPECT_TRUE(says(error(R"(, "seed": 1)"), {"sweep.json: seed", "expected a list", "base"}));
    EXPECT_TRUE(says(error(R"(, "seed": [])"), {"sweep.json: seed", "expected a list"}));
    EXPECT_TRUE(says(error(R"(, "seed": [1, 2, 1])"), {"sweep.json: seed[2]", "twice"}));
    EXPECT_TRUE(says(error(R"(, "seed": [1, "two"])"), {"sweep.json: seed[1]", "whole number"}));
    EXPECT_TRUE(says(error(R"(, "reward_model_type": ["base", "bse"])"),
        {"sweep.json: reward_model_type[1]", "bse", "mean_and_variance"}));
    EXPECT_TRUE(says(error(R"(, "data_path": ["e"])"), {"sweep.json: data_path", "base also has a value"}));
    EXPECT_TRUE(says(error(R"(, "evaluate": "yes")"), {"sweep.json: evaluate", "true or false"}));
    EXPECT_TRUE(says(error(R"(, "overrides": {})"), {"sweep.json: overrides"}));
    EXPECT_TRUE(says(error(R"(, "overrides": [{"where": {"seed": [1]}}])"), {"sweep.json: overrides[0]", "set"}));
    EXPECT_TRUE(
        says(error(R"(, "overrides": [{"where": {"seed": 1}, "set": {}}])"), {"overrides[0]: where.seed", "list"}));
    EXPECT_TRUE(says(error(R"(, "overrides": [{"where": {"sed": [1]}, "set": {}}])"),
        {"overrides[0]: where.sed", "no such training parameter"}));
    EXPECT_TRUE(says(
        error(R"(, "overrides": [{"where": {}, "set": {"seed": 1}}])"), {"overrides[0]: set.seed", "cannot change"}));
    EXPECT_TRUE(
        says(error(R"(, "overrides": [{"where": {}, "set": {"lora_r": 0}}])"), {"overrides[0].set", "lora_r must be"}));
    // What is wrong only together.
    EXPECT_TRUE(says(error(R"(, "full_fine_tuning": [false, true], "bf16": [true])"),
        {"full_fine_tuning[1] true", "bf16[0] true", "leave out bf16"}));
    EXPECT_TRUE(says(
        error(R"(, "tokenizer_name": ["a/t", "b/t"])"), {"tokenizer_name[1]", "same folder", "tokenizer_name[0]"}));
}

TEST(SweepParams, tooManyRunsAreRefusedBeforeTheyArePlanned)
{
    std::string seeds = "0";
    for (int i = 1; i < 200; ++i) {
        seeds += ", " + std::to_string(i);
    }
    const std::string message = errorOf([&] {
        read(R"({"base": {"model_name": "m", "data_path": "d"}, "seed": [)" + seeds
            + R"(], "lora_r": [1, 2, 3, 4, 5, 6, 7, 8], "num_atoms": [3, 4, 5, 6, 7, 8, 9]})");
    });
    EXPECT_TRUE(says(message, {"num_atoms", "more than 10000 runs"}));
}

} // namespace
} // namespace dpl::sweep
