#include "core/records/evaluation_folder.hpp"
#include "error_message.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "evaluation/missing_work.hpp"

namespace dpl::evaluation {
namespace {

using namespace records;
using namespace summary;

using data::DataSubset;
using preference::RewardHead;
using test::errorOf;
using test::says;

class EvaluationPlanTest : public EvaluationFolder {
protected:
    FoundCheckpoint found(const std::string& experiment, const std::string& head, DataSubset subset, int outputs) const
    {
        FoundCheckpoint checkpoint;
        checkpoint.run = root / experiment / data::toString(subset) / (head + "_tiny__0");
        checkpoint.folder = checkpoint.run / (head + "_tiny__0_peft_last_checkpoint");
        std::filesystem::create_directories(checkpoint.folder);
        checkpoint.outputs = outputs;
        checkpoint.trainSet = subset;
        checkpoint.dataPath = (root / "preferences").string();
        return checkpoint;
    }
};

TEST_F(EvaluationPlanTest, putsFilesWhereTheReferenceHasThem)
{
    EvaluationChoice choice;
    choice.checkpoints = {
        found("exp", "base", DataSubset::both, 1), found("exp", "mean_and_variance", DataSubset::helpful, 2)};
    choice.datasets = {
        {root / "preferences"}, {root / "responses.jsonl", DatasetKind::responses}, {root / "more.jsonl"}};
    choice.evalDatasetSize = 7;
    choice.bf16 = true;
    const EvaluationPlan plan = planEvaluations(choice, root / "elsewhere");
    ASSERT_EQ(plan.jobs(), 5u);
    for (const EvaluateParams& params : plan.evaluations) {
        EXPECT_TRUE(params.output.empty()) << "placeOf says where";
    }
    EXPECT_EQ(plan.evaluations[0].evalDatasetSize, 7);
    EXPECT_TRUE(plan.evaluations[0].model.bf16);
    EXPECT_EQ(plan.scorings[0].names, (std::vector<std::string>{"both", "helpful_mean_and_variance"}));
    EXPECT_EQ(plan.scorings[0].output, root / "exp/jailbroken_evaluations.jsonl");
    EXPECT_EQ(plan.scorings[0].ifOther, IfOther::ownName);
    choice.checkpoints.push_back(found("exp-2", "base", DataSubset::both, 1));
    const EvaluationPlan mixed = planEvaluations(choice, root / "elsewhere");
    EXPECT_EQ(mixed.scorings[0].names.back(), "both_2") << "two models of a kind have columns of their own";
    EXPECT_EQ(mixed.scorings[0].output, root / "elsewhere/responses/jailbroken_evaluations.jsonl");
    EXPECT_NO_THROW(mixed.scorings[0].validate());
    choice.checkpoints.clear();
    EXPECT_EQ(planEvaluations(choice, root).jobs(), 0u);
}

TEST_F(EvaluationPlanTest, hasParamsThatReadBackAndCommands)
{
    EvaluateParams evaluate;
    evaluate.model.checkpoint = "a b";
    evaluate.dataPath = "data";
    evaluate.subset = DataSubset::helpful;
    evaluate.maxLength = 12;
    evaluate.ifOther = IfOther::ownName;
    EXPECT_EQ(EvaluateParams::fromJson(evaluate.toJson(), "x").toJson(), evaluate.toJson());
    EXPECT_EQ(commandLine(evaluate),
        (std::vector<std::string>{"dpl", "evaluate", "--reward_model_checkpoint", "a b", "--data_path", "data",
            "--data_subset", "helpful", "--max_length", "12"}));
    ScoreParams score;
    score.input = "rows";
    score.checkpoints = {"a", "b"};
    score.names = {"x", "y"};
    score.output = "out";
    score.longTexts = LongTexts::keep;
    score.ifOther = IfOther::replace;
    score.model.keepStored = true;
    EXPECT_EQ(ScoreParams::fromJson(score.toJson(), "x").toJson(), score.toJson());
    EXPECT_EQ(commandLine(score),
        (std::vector<std::string>{"dpl", "score", "--input", "rows", "--reward_model_checkpoints", "a,b",
            "--reward_model_names", "x,y", "--output", "out", "--long_texts", "keep", "--overwrite", "--keep_stored"}));
    score.ifOther = IfOther::ownName;
    EXPECT_EQ(commandLine(score).at(12), "--own_name");
    evaluate.output = "out";
    EXPECT_EQ(commandLine(evaluate).back(), "--own_name") << "an output that is named would be refused otherwise";
    EXPECT_TRUE(says(
        errorOf([] { EvaluateParams::fromJson(Json{{"data_path", 3}}, "job"); }), {"job", "reward_model_checkpoint"}));
}

TEST_F(EvaluationPlanTest, tellsDatasetsApart)
{
    EXPECT_EQ(
        datasetKind(write("c.jsonl", R"({"chosen":"a","rejected":"b","responses":["x"]})")), DatasetKind::comparisons);
    EXPECT_EQ(datasetKind(write("r.jsonl", R"({"prompt":"a","responses":["x","y"]})")), DatasetKind::responses);
    EXPECT_TRUE(says(errorOf([&] { datasetKind(write("n.jsonl", R"({"text":"a"})")); }), {"n.jsonl", "neither"}));
    EXPECT_NE(errorOf([&] { datasetKind(root / "absent"); }), "");
    const auto other = write("o.jsonl", R"({"question":[{"role":"user","content":"q"}],"good":"a","bad":"b"})");
    EXPECT_EQ(datasetKind(other), DatasetKind::comparisons) << "somebody has to say what they mean";
    EXPECT_EQ(columnsOf({other, DatasetKind::comparisons}).meanings.at(data::ColumnRole::chosen), "");
    EXPECT_EQ(
        columnsOf({other, DatasetKind::comparisons, "chosen=good"}).meanings.at(data::ColumnRole::chosen), "good");
    write("preferences/helpful-base/test.jsonl", "{}");
    write("preferences/harmless-base/test.jsonl", "{}");
    write("responses.jsonl", "{}");
    EXPECT_EQ(datasetKind(root / "preferences"), DatasetKind::comparisons);
    const auto entry = [](const records::FoundCheckpoint& model) {
        return std::make_shared<const records::FoundCheckpoint>(model);
    };
    const auto datasets = datasetsOf(
        {entry(found("exp", "base", DataSubset::both, 1)), entry(found("exp", "base", DataSubset::helpful, 1))});
    ASSERT_EQ(datasets.size(), 2u);
    EXPECT_EQ(datasets[1].path, root / "responses.jsonl");
}

TEST_F(EvaluationPlanTest, fillsWhatTheTablesLack)
{
    const auto trained = found("exp", "base", DataSubset::both, 1);
    Summary summary;
    summary.root = root / "exp";
    const ModelKey there{RewardHead::base, DataSubset::both};
    const ModelKey absent{RewardHead::base, DataSubset::harmless};
    summary.missing = {{"f", "a", "", MissingPart::Kind::comparisons, there},
        {"f", "b", "", MissingPart::Kind::responses, there}, {"f", "c", "", MissingPart::Kind::comparisons, absent}};
    EvaluationData data;
    auto remedies = missingWork(summary, data, {trained});
    ASSERT_EQ(remedies.size(), 3u);
    ASSERT_TRUE(remedies[0].evaluate.has_value());
    EXPECT_EQ(remedies[0].evaluate->dataPath, trained.dataPath);
    EXPECT_TRUE(remedies[1].checkpoint && !remedies[1].score) << "nothing says which responses";
    EXPECT_FALSE(remedies[2].checkpoint.has_value());
    EXPECT_EQ(remedies[2].sibling, trained.run);
    data.responses.emplace_back().file = root / "exp/scores.jsonl";
    remedies = missingWork(summary, data, {trained});
    ASSERT_TRUE(remedies[1].score.has_value());
    EXPECT_EQ(remedies[1].score->output, root / "exp/jailbroken_evaluations_both.jsonl");
    EXPECT_EQ(remedies[1].score->names, (std::vector<std::string>{"both"}));
}

} // namespace
} // namespace dpl::evaluation
