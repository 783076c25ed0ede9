#include "evaluation/ranked_texts.hpp"

#include "base/files.hpp"
#include "error_message.hpp"
#include "fixture_path.hpp"
#include "temporary_folder.hpp"

namespace dpl::evaluation {
namespace {

using dpl::test::errorOf;
using dpl::test::fixturePath;
using dpl::test::says;

class RankedTextsTest : public testing::Test {
protected:
    RankedTextsTest()
    {
        params.scores.input = folder / "texts.jsonl";
        params.scores.checkpoints = {fixturePath("adapters/tiny-llama-base")};
        params.scores.names = {"base"};
        params.scores.model.modelName = fixturePath("models/tiny-llama").string();
        writeFileAtomically(params.scores.input,
            "{\"prompt\": \"Human: Tea?\\n\\nAssistant: \", \"responses\": [\"Yes.\", \"No, never.\", \"Green "
            "tea.\"]}\n"
            "{\"prompt\": \"Human: Rain?\\n\\nAssistant: \", \"response\": \"It may.\"}\n"
            "{\"prompt\": \"Human: Tea?\\n\\nAssistant: \", \"response\": \"Yes.\"}\n");
    }

    std::vector<Json> rank() const
    {
        Observer observer;
        std::vector<Json> lines;
        for (const std::string& line : rankTexts(params, {1, false, "cpu"}, observer, {}).lines) {
            lines.push_back(Json::parse(line));
        }
        return lines;
    }

    const test::TemporaryFolder folder;
    RankParams params;
};

TEST_F(RankedTextsTest, areScoredAsElsewhereAndRankedByPrompt)
{
    const std::vector<Json> all = rank();
    ASSERT_EQ(all.size(), 5u);
    std::vector<double> rewards;
    for (const Json& line : all) {
        rewards.push_back(line.at("reward").get<double>());
        EXPECT_NEAR(line.at("outputs").at("base").at(0).get<double>(), rewards.back(), 1e-6);
    }
    EXPECT_EQ(rewards[0], rewards[4]) << "the same text";
    EXPECT_EQ(all[0].at("rank"), all[4].at("rank")) << "a tie";
    EXPECT_EQ(all[3].at("rank"), 1) << "alone with its prompt";
    for (const std::size_t i : {0u, 1u, 2u, 4u}) {
        std::int64_t better = 0;
        for (const std::size_t j : {0u, 1u, 2u, 4u}) {
            better += rewards[j] > rewards[i] ? 1 : 0;
        }
        EXPECT_EQ(all[i].at("rank"), better + 1) << i;
    }
    // The same as dpl score writes of a response set.
    ScoreParams scores = params.scores;
    scores.output = folder / "scores.jsonl";
    scores.input = folder / "set.jsonl";
    writeFileAtomically(scores.input,
        "{\"prompt\": \"Human: Tea?\\n\\nAssistant: \", \"responses\": [\"Yes.\", \"No, never.\", \"Green "
        "tea.\"]}\n");
    EvaluationObserver observer;
    score(scores, {1, false, "cpu"}, observer, {});
    const Json scored = Json::parse(readFile(scores.output));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(scored.at("reward_outputs_base").at(i).at(0).get<double>(), rewards[i], 1e-5);
    }
}

TEST_F(RankedTextsTest, theBestOfEachPromptFirst)
{
    const std::vector<Json> all = rank();
    params.top = 2;
    const std::vector<Json> best = rank();
    ASSERT_EQ(best.size(), 3u);
    EXPECT_GE(best[0].at("reward").get<double>(), best[1].at("reward").get<double>());
    EXPECT_EQ(best[0].at("rank"), 1);
    EXPECT_EQ(best[2].at("response"), "It may.");
}

TEST_F(RankedTextsTest, byALowQuantileOrAnotherModel)
{
    params.scores.checkpoints.push_back(fixturePath("adapters/tiny-llama-mean_and_variance"));
    params.scores.names.emplace_back("spread");
    params.rankBy = "spread";
    const std::vector<Json> byMean = rank();
    params.alpha = 0.01;
    const std::vector<Json> byQuantile = rank();
    for (std::size_t i = 0; i < byMean.size(); ++i) {
        const Json& outputs = byMean[i].at("outputs").at("spread");
        const double sigma = std::log1p(std::exp(outputs.at(1).get<double>()));
        EXPECT_NEAR(byMean[i].at("reward").get<double>(), outputs.at(0).get<double>(), 1e-6);
        EXPECT_NEAR(byQuantile[i].at("reward").get<double>(), outputs.at(0).get<double>() - 2.3263479 * sigma, 1e-5);
    }
    params.rankBy = "other";
    EXPECT_TRUE(says(errorOf([&] { rank(); }), {"rank_by", "other"}));
}

TEST_F(RankedTextsTest, ofALabelOfAClassifier)
{
    params.scores.model.modelName.clear();
    params.scores.checkpoints = {fixturePath("foreign/classifier-labels/model")};
    EXPECT_TRUE(says(errorOf([&] { rank(); }), "--reward_label"));
    params.scores.rewardLabels = {"safety"};
    EXPECT_EQ(rank().size(), 5u);
    params.scores.checkpoints.push_back(fixturePath("foreign/value-head-trl/model"));
    params.scores.names.emplace_back("other");
    EXPECT_EQ(rank()[0].at("outputs").size(), 2u) << "the label is for the model that has it";
}

} // namespace
} // namespace dpl::evaluation
