#include "training/training_params.hpp"

#include "error_message.hpp"

namespace dpl::training {
namespace {

using test::errorOf;

TrainingParams right()
{
    TrainingParams params;
    params.modelName = "m";
    params.dataPath = "d";
    return params;
}

std::vector<std::string> namesOf(const std::vector<ParamProblem>& problems)
{
    std::vector<std::string> names;
    for (const ParamProblem& problem : problems) {
        names.push_back(problem.name);
    }
    return names;
}

TEST(TrainingProblems, areToldAllAtOnce)
{
    EXPECT_TRUE(right().problems().empty());
    TrainingParams params = right();
    params.learningRate = -1.0;
    params.loraRank = 999999999;
    params.loraAlpha = 0.0;
    params.headOptions.at("num_atoms") = std::int64_t{1};
    params.holdout.share = 1.5;
    EXPECT_EQ(namesOf(params.problems()),
        (std::vector<std::string>{"num_atoms", "learning_rate", "lora_r", "lora_alpha", "holdout_share"}));
    EXPECT_EQ(params.problems()[1].sentence(), "learning_rate must be above 0");
    EXPECT_TRUE(params.problems()[0].rest.starts_with(" must be between"));
    EXPECT_TRUE(errorOf([&] { params.validate(); }).starts_with("num_atoms must be between"));
}

TEST(TrainingProblems, tellWhatIsMissingFromWhatIsWrong)
{
    TrainingParams params;
    params.schedule = "steep";
    const auto problems = params.problems();
    ASSERT_EQ(namesOf(problems), (std::vector<std::string>{"model_name", "data_path", "lr_scheduler_type"}));
    EXPECT_TRUE(problems[0].isMissing);
    EXPECT_TRUE(problems[1].isMissing);
    EXPECT_FALSE(problems[2].isMissing);
}

TEST(TrainingParamsOfEarlierVersions, holdNothingOut)
{
    Json json = right().toJson();
    EXPECT_EQ(json.at("holdout_share"), 0.0);
    json.erase("holdout_share");
    json.erase("holdout_seed");
    EXPECT_EQ(TrainingParams::fromJson(json, "run.json").toJson(), right().toJson());
}

} // namespace
} // namespace dpl::training
