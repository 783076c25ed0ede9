#include "base/files.hpp"
#include "data/json_rows.hpp"
#include "error_message.hpp"
#include "evaluation/evaluate.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

using namespace dpl;
using namespace dpl::evaluation;
using dpl::test::errorOf;
using dpl::test::says;

namespace {

constexpr double tolerance = 2e-5;

std::filesystem::path fixture(const std::string& name)
{
    return std::filesystem::path(DPL_FIXTURES) / name;
}

std::vector<Json> rowsOf(const std::filesystem::path& file)
{
    std::vector<Json> rows;
    data::JsonRowReader reader(file);
    for (Json row; reader.next(row);) {
        rows.push_back(row);
    }
    return rows;
}

void expectNear(const Json& actual, const Json& expected, const std::string& where)
{
    if (expected.is_array()) {
        ASSERT_EQ(actual.size(), expected.size()) << where;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            expectNear(actual[i], expected[i], where);
        }
    } else {
        EXPECT_NEAR(actual.get<double>(), expected.get<double>(), tolerance) << where;
    }
}

/// Equal columns in the same order, but for outputs, which are near.
void expectRows(const std::vector<Json>& actual, const std::vector<Json>& expected)
{
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(actual[i].size(), expected[i].size());
        for (const auto& [name, value] : expected[i].items()) {
            ASSERT_TRUE(actual[i].contains(name)) << name;
            if (name.rfind("reward_output", 0) == 0) {
                expectNear(actual[i][name], value, name + " of row " + std::to_string(i + 1));
            } else {
                EXPECT_EQ(actual[i][name], value) << name;
            }
        }
    }
}

class Observer final : public EvaluationObserver {
public:
    std::vector<std::string> warnings;
    std::size_t scoredRows = 0;
    std::stop_source stop;
    std::size_t stopAfter = 0;

    void warned(const std::string& message) override { warnings.push_back(message); }

    void scored(std::size_t, const std::vector<std::vector<double>>&) override
    {
        if (++scoredRows == stopAfter) {
            stop.request_stop();
        }
    }
};

class Evaluate : public testing::TestWithParam<const char*> {
protected:
    std::string name = std::string("tiny-llama-") + GetParam();
    dpl::test::TemporaryFolder temporary;
    ComputeOptions compute;
    Observer observer;
};

TEST_P(Evaluate, writesWhatTheReferenceWrites)
{
    EvaluateParams params;
    params.model.checkpoint = fixture("adapters/" + name);
    params.dataPath = fixture("evaluation/own/comparisons").string();
    params.output = temporary / "eval_results_both.jsonl";
    const EvaluateResult result = evaluate(params, compute, observer, {});
    EXPECT_TRUE(result.finished);
    EXPECT_EQ(result.speed.rows, 12);
    EXPECT_EQ(observer.scoredRows, 12u);
    expectRows(rowsOf(result.file), rowsOf(fixture("evaluation/own/" + name + "/eval_results_both.jsonl")));
    const Json summary = readJsonFile(fixture("evaluation/own/" + name + "/summary.json"));
    EXPECT_NEAR(result.accuracy, summary.at("accuracy_all").get<double>(), 1e-12);
}

TEST_P(Evaluate, scoresResponsesAsTheReferenceDoes)
{
    ScoreParams params;
    params.input = fixture("evaluation/own/responses.jsonl");
    params.checkpoints = {fixture("adapters/" + name)};
    params.names = {GetParam()};
    params.output = temporary / "responses.jsonl";
    const ScoreResult result = score(params, compute, observer, {});
    EXPECT_TRUE(result.finished);
    expectRows(rowsOf(result.file), rowsOf(fixture("evaluation/own/" + name + "/responses_eval.jsonl")));
}

TEST_P(Evaluate, cutsLongTextsOnlyAsAsked)
{
    const Json golden = readJsonFile(fixture("evaluation/own/" + name + "/summary.json")).at("long_answer");
    ScoreParams params;
    params.input = fixture("evaluation/own/long_response.jsonl");
    params.checkpoints = {fixture("adapters/" + name)};
    params.names = {"m"};
    params.output = temporary / "long.jsonl";
    for (const LongTexts rule : {LongTexts::truncate, LongTexts::keep}) {
        params.longTexts = rule;
        observer.warnings.clear();
        const ScoreResult result = score(params, compute, observer, {});
        EXPECT_EQ(result.longTexts, 1);
        EXPECT_EQ(result.longRows, std::vector<std::int64_t>{1});
        ASSERT_EQ(observer.warnings.size(), 1u);
        const Json outputs = rowsOf(result.file).at(0).at("reward_outputs_m");
        for (std::size_t i = 0; i < 2; ++i) {
            expectNear(
                outputs[i], golden[i].at(rule == LongTexts::truncate ? "truncated_to_1024" : "full"), "response");
        }
    }
    params.longTexts = LongTexts::refuse;
    EXPECT_TRUE(
        says(errorOf([&] { score(params, compute, observer, {}); }), {"long_response.jsonl", "line 1", "1024"}));
}

INSTANTIATE_TEST_SUITE_P(Heads, Evaluate, testing::Values("base", "mean_and_variance", "categorical"),
    [](const auto& test) { return test.param; });

class Score : public testing::Test {
protected:
    Score()
    {
        params.input = fixture("evaluation/own/responses.jsonl");
        params.checkpoints = {fixture("adapters/tiny-llama-base"), fixture("adapters/tiny-gpt2-categorical"),
            fixture("adapters/tiny-llama-mean_and_variance")};
        params.names = {"a", "b", "c"};
        params.output = temporary / "out.jsonl";
    }

    dpl::test::TemporaryFolder temporary;
    ScoreParams params;
    ComputeOptions compute;
    Observer observer;
};

TEST_F(Score, givesEachModelItsColumn)
{
    const ScoreResult result = score(params, compute, observer, {});
    const auto rows = rowsOf(result.file);
    ASSERT_EQ(rows.size(), 5u);
    const auto base = rowsOf(fixture("evaluation/own/tiny-llama-base/responses_eval.jsonl"));
    const auto gaussian = rowsOf(fixture("evaluation/own/tiny-llama-mean_and_variance/responses_eval.jsonl"));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        expectNear(rows[i]["reward_outputs_a"], base[i]["reward_outputs_base"], "a");
        EXPECT_EQ(rows[i]["reward_outputs_b"][0].size(), 10u);
        expectNear(rows[i]["reward_outputs_c"], gaussian[i]["reward_outputs_mean_and_variance"], "c");
    }
}

TEST_F(Score, takesNoScoreLayerFromTheAdapterBefore)
{
    backbone::Adapter bare = backbone::readAdapter(params.checkpoints[2]);
    bare.score = {};
    bare.config.baseModel = fixture("models/tiny-llama").string();
    backbone::writeAdapter(temporary / "bare", bare, "model.");
    params.checkpoints = {params.checkpoints[0], temporary / "bare"};
    params.names = {"a", "bare"};
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), "no score layer"));
}

TEST_F(Score, saysThatItCannotWriteBeforeItScores)
{
    writeFileAtomically(temporary / "file", "");
    params.output = temporary / "file" / "out.jsonl";
    EXPECT_NE(errorOf([&] { score(params, compute, observer, {}); }), "");
    EXPECT_EQ(observer.scoredRows, 0u);
}

TEST_F(Score, saysInASentenceThatADeviceFails)
{
    compute.device = "meta"; // holds shapes and no numbers
    const std::string error = errorOf([&] { score(params, compute, observer, {}); });
    EXPECT_TRUE(says(error, "LibTorch failed on device meta: "));
    EXPECT_EQ(error.find('\n'), std::string::npos) << error;
    EvaluateParams comparisons;
    comparisons.model.checkpoint = params.checkpoints[0];
    comparisons.dataPath = fixture("evaluation/own/comparisons").string();
    comparisons.output = temporary / "comparisons.jsonl";
    EXPECT_TRUE(says(errorOf([&] { evaluate(comparisons, compute, observer, {}); }), "LibTorch failed on device meta"));
    EXPECT_FALSE(std::filesystem::exists(comparisons.output));
}

TEST_F(Score, writesNothingWhenStopped)
{
    observer.stopAfter = 7;
    const ScoreResult result = score(params, compute, observer, observer.stop.get_token());
    EXPECT_FALSE(result.finished);
    EXPECT_FALSE(std::filesystem::exists(params.output));
}

TEST_F(Score, saysWhatIsWrongWithAModel)
{
    params.model.outputs = 2;
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), {"num_outputs is 2", "1 outputs"}));
    params.model.outputs = 0;
    params.names = {"a", "a", "c"};
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), "twice"));
    params.names = {"a", "b", "c"};
    params.checkpoints[1] = fixture("models/tiny-llama");
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), "without a score layer"));
    params.checkpoints[1] = temporary / "nothing";
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), "not a folder"));
    std::filesystem::copy(fixture("adapters/tiny-llama-base"), temporary / "moved");
    params.checkpoints[1] = temporary / "moved";
    EXPECT_TRUE(
        says(errorOf([&] { score(params, compute, observer, {}); }), {"../../models/tiny-llama", "--model_name"}));
    params.model.modelName = fixture("models/tiny-gpt2").string();
    params.checkpoints = {temporary / "moved"};
    params.names = {"a"};
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), {"layers.0", "another backbone"}));
    EXPECT_FALSE(std::filesystem::exists(params.output));
}

} // namespace
