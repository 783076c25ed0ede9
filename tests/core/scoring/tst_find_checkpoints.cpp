#include "core/latex_run.hpp"
#include "core/records/evaluation_folder.hpp"
#include "core/report/layout_check.hpp"
#include "error_message.hpp"
#include "records/evaluation_record.hpp"
#include "records/found_checkpoint.hpp"
#include "report/figure.hpp"
#include "runs/listed_run.hpp"
#include "runs/run_folder.hpp"
#include "runs/run_names.hpp"
#include "runs/run_notes.hpp"
#include "scoring/checkpoint_folders.hpp"
#include "scoring/find_checkpoints.hpp"
#include "summary/evaluation_sources.hpp"
#include "summary/hidden_context_sweep.hpp"
#include "training/training_params.hpp"
#include "weights/weight_file.hpp"

namespace dpl::scoring {
namespace {

using namespace records;
using namespace summary;

using data::DataSubset;
using dpl::test::says;
using preference::RewardHead;

class FoundCheckpointTest : public records::EvaluationFolder {
protected:
    /// The files that describeCheckpoint looks at.
    void writeAdapter(const std::filesystem::path& folder, int outputs) const
    {
        write(folder / "adapter_config.json",
            R"({"peft_type":"LORA","r":4,"lora_alpha":8,"target_modules":["q_proj"],)"
            R"("base_model_name_or_path":"tiny"})");
        const std::vector<float> values(static_cast<std::size_t>(outputs) * 3, 0.5f);
        weights::writeSafetensors(root / folder / "adapter_model.safetensors",
            {{"base_model.model.score.weight", {outputs, 3}, weights::StorageType::f32,
                std::as_bytes(std::span(values))}});
    }

    std::filesystem::path trained(
        const std::string& experiment, const training::TrainingParams& params, const std::string& evaluation) const
    {
        const auto run = std::filesystem::path(experiment) / training::referenceFolder(params);
        const auto checkpoint = run / (run.filename().string() + "_peft_last_checkpoint");
        writeAdapter(checkpoint, params.outputs());
        runs::RunRecord record;
        record.kind = "training";
        record.params = params.toJson();
        record.state = runs::RunState::finished;
        write(run / "run.json", record.toJson().dump());
        if (!evaluation.empty()) {
            write(checkpoint / "eval_results_both.jsonl", evaluation);
        }
        return checkpoint;
    }

    static training::TrainingParams params(double ratio, std::uint64_t seed)
    {
        training::TrainingParams params;
        params.modelName = "tiny";
        params.dataPath = "preferences";
        params.rewardModelType = "mean_and_variance";
        params.hiddenContextRatio = ratio;
        params.seed = seed;
        return params;
    }

    static std::string evaluation(double spread)
    {
        std::string rows;
        for (int i = 0; i < 4; ++i) {
            rows += R"({"chosen":"c)" + std::to_string(i) + R"(","rejected":"r","reward_output_chosen":[)"
                + std::to_string(spread * i) + R"(,0],"reward_output_rejected":[0,0]})" + "\n";
        }
        return rows;
    }
};

TEST_F(FoundCheckpointTest, saysWhatTheRunAndTheFilesSay)
{
    trained("exp/seed-3", params(0.25, 3), evaluation(1.0));
    write("exp/seed-3/both/run/checkpoints/step-1/adapter_config.json", "{}");
    writeAdapter("elsewhere/harmless/categorical_Llama__0_3e-06_cosine_1_10_0.1_peft_last_checkpoint", 10);
    writeAdapter("own", 1);
    write("own/evaluations/a trial/eval_results_both.jsonl", "{}");
    write("own/eval_results_helpful.jsonl", "{}");
    write("own/eval_results_helpful.jsonl.record.json", "{}");
    write("own/eval_results_both.jsonl.partial", "{}");
    write("broken/adapter_config.json", "{}");
    const auto found = findCheckpoints(root);
    ASSERT_EQ(found.size(), 4u);
    EXPECT_NE(found[0].error, "");
    EXPECT_EQ(found[0].outputs, 0);
    EXPECT_EQ(found[1].title(), "harmless · categorical");
    EXPECT_EQ(found[1].columnName(), "harmless_categorical");
    EXPECT_EQ(found[1].run, "");
    EXPECT_EQ(found[1].backbone, "tiny");
    const FoundCheckpoint& own = found[2];
    EXPECT_EQ(own.title(), "both · mean and variance · seed 3");
    EXPECT_EQ(own.head(), RewardHead::meanAndVariance);
    EXPECT_EQ(own.hiddenContextRatio, 0.25);
    EXPECT_EQ(own.dataPath, "preferences");
    EXPECT_EQ(own.evaluations.size(), 1u);
    EXPECT_EQ(own.error, "");
    EXPECT_EQ(found[3].title(), "base · own");
    EXPECT_EQ(found[3].columnName(), "own");
    EXPECT_EQ(found[3].evaluations,
        (std::vector<std::filesystem::path>{
            root / "own/eval_results_helpful.jsonl", root / "own/evaluations/a trial/eval_results_both.jsonl"}));
    EXPECT_TRUE(findCheckpoints(root / "absent").empty());
    EXPECT_EQ(findCheckpoints(own.folder).size(), 1u) << "a checkpoint itself";
}

TEST_F(FoundCheckpointTest, isCalledAsListsOfRunsCallItsRun)
{
    training::TrainingParams varied = params(0.25, 3);
    varied.learningRate = 0.001;
    const std::filesystem::path run = (root / trained("exp/learning_rate-0.001_seed-3", varied, "")).parent_path();
    const auto title = [&] { return findCheckpoints(root).at(0).title(); };
    EXPECT_EQ(title(), "both · mean and variance · seed 3 · learning rate 0.001");
    EXPECT_EQ(title(), runs::readListedRun(run, root).name());
    EXPECT_EQ(runs::nameOfRunThatMade(findCheckpoints(root).at(0).folder), title());
    EXPECT_EQ(runs::nameOfRunThatMade(root / "absent"), std::nullopt);
    runs::writeNotes(run, {"the best", "", {}});
    EXPECT_EQ(title(), "the best");
}

TEST_F(FoundCheckpointTest, isFoundByASingleLookIntoItsFolder)
{
    for (const char* folder : {"b", "a", "deep/below", ".hidden"}) {
        write(std::filesystem::path(folder) / "adapter_config.json", "{}");
    }
    write("adapter_config.json.txt", "no checkpoint");
    EXPECT_EQ(checkpointsDirectlyIn(root), (std::vector{root / "a", root / "b"}));
    EXPECT_EQ(checkpointsDirectlyIn(root / "deep" / "below"), std::vector{root / "deep" / "below"});
    EXPECT_TRUE(checkpointsDirectlyIn(root / "absent").empty());
    EXPECT_TRUE(isCheckpoint(root / "a"));
    EXPECT_FALSE(isCheckpoint(root));
    EXPECT_FALSE(isCheckpoint(root / "absent"));
}

TEST_F(FoundCheckpointTest, makeACurveOverTheHiddenContextRatio)
{
    for (const auto& [ratio, spread] : {std::pair(0.0, 3.0), std::pair(0.5, 1.0)}) {
        for (const std::uint64_t seed : {0, 1}) {
            trained("exp/ratio-" + std::to_string(ratio) + "_seed-" + std::to_string(seed), params(ratio, seed),
                evaluation(spread + static_cast<double>(seed)));
        }
    }
    trained("exp/ratio-unevaluated", params(0.1, 0), "");
    const HiddenContextSweep sweep = explainedVarianceByRatio(findCheckpoints(root));
    const auto& points = sweep.points;
    EXPECT_TRUE(sweep.notes.empty());
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].ratio, 0.0);
    EXPECT_EQ(points[0].values.size(), 2u);
    EXPECT_GT(points[0].values[0], points[1].values[0]);
    EXPECT_TRUE(hasCurve(sweep));
    EXPECT_FALSE(hasCurve({{points[0]}, {}}));
    ASSERT_NO_THROW(report::checkFigure(hiddenContextFigure(sweep)));
    const report::Table table = hiddenContextTable(sweep);
    ASSERT_NO_THROW(report::checkTable(table));
    EXPECT_EQ(report::cellText(table.rows[1][2]), "50");
    EXPECT_NE(report::cellText(table.rows[1][3]).find("\u00b1"), std::string::npos);
}

TEST_F(FoundCheckpointTest, makeACurveThatSaysWhatItIsMadeOf)
{
    const auto place = [&](double ratio) {
        return trained("exp/ratio-" + std::to_string(ratio), params(ratio, 0), evaluation(1.0 + ratio));
    };
    const auto several = place(0.0);
    write(several / "evaluations" / "more" / "eval_results_both.jsonl", evaluation(9.0));
    const auto damaged = place(0.25);
    write(damaged / "eval_results_both.jsonl", "{\"chosen\": ");
    const auto otherRows = place(0.5);
    const std::string rows = evaluation(1.5);
    write(otherRows / "eval_results_both.jsonl", rows.substr(0, rows.find('\n') + 1));
    EvaluationRecord record;
    record.kind = "evaluation";
    record.params = record.content = Json::object();
    record.warnings = {"36 of 187 rows are left out"};
    write(recordFile(otherRows / "eval_results_both.jsonl"), record.toJson().dump());
    runs::RunRecord run = runs::readRun(root / otherRows.parent_path());
    run.warnings = {"1 of 20 train rows are left out"};
    write(otherRows.parent_path() / "run.json", run.toJson().dump());

    const HiddenContextSweep sweep = explainedVarianceByRatio(findCheckpoints(root));
    ASSERT_EQ(sweep.points.size(), 2u);
    ASSERT_EQ(sweep.notes.size(), 5u);
    EXPECT_TRUE(says(sweep.notes[0],
        {"seed 0, at 0 % from the other objective: of its 2 evaluations on both subsets ",
            (root / several / "eval_results_both.jsonl").string() + " is taken"}));
    EXPECT_TRUE(says(
        sweep.notes[1], {"at 25 %", "cannot be read and is left out", (damaged / "eval_results_both.jsonl").string()}));
    EXPECT_TRUE(says(sweep.notes[2], {"at 50 %", ", training: 1 of 20 train rows are left out"}));
    EXPECT_TRUE(says(sweep.notes[3], {"at 50 %", ", evaluation: 36 of 187 rows are left out"}));
    EXPECT_TRUE(says(sweep.notes[4], "not of the same rows"));
    EXPECT_EQ(hiddenContextTable(sweep).notes, sweep.notes);
    EXPECT_EQ(hiddenContextFigure(sweep).notes, sweep.notes);

    // A further one stands in for one that is damaged.
    write(damaged / "evaluations" / "more" / "eval_results_both.jsonl", evaluation(1.25));
    const HiddenContextSweep again = explainedVarianceByRatio(findCheckpoints(root));
    EXPECT_EQ(again.points.size(), 3u);
    EXPECT_TRUE(says(again.notes[2], {"at 25 %", "evaluations/more/eval_results_both.jsonl is taken"}));
}

TEST_F(FoundCheckpointTest, makeACurveThatCompilesWithLatex)
{
    for (const double ratio : {0.0, 0.5}) {
        trained("exp/ratio-" + std::to_string(ratio), params(ratio, 0), evaluation(1.0 + ratio));
    }
    const HiddenContextSweep sweep = explainedVarianceByRatio(findCheckpoints(root));
    report::expectCompiles("hidden-context-ratio", hiddenContextFigure(sweep));
    report::expectNothingTouches(hiddenContextFigure(sweep), "hidden context ratio");
    report::expectCompiles("hidden-context-table", std::vector{hiddenContextTable(sweep)});
}

TEST_F(FoundCheckpointTest, liesInASourceOfResults)
{
    trained("exp/seed-0", params(0.0, 0), evaluation(1.0));
    trained("exp/seed-1", params(0.0, 1), "");
    write("exp/seed-1/jailbroken_evaluations.jsonl",
        R"({"prompt":"Human: p","responses":["a","b"],"reward_outputs_both":[[0],[1]]})");
    write("single/harmless/base_tiny__0_3e-06_cosine_1/base_tiny__0_3e-06_cosine_1_peft_last_checkpoint/"
          "eval_results_both.jsonl",
        evaluation(1.0));
    write("other/rows.jsonl", R"({"prompt":"Human: p","responses":["a","b"]})");
    const auto sourcesBelow = [](const std::filesystem::path& folder) {
        return sourcesOf(runs::findBelow(folder, sourceFiles()), folder);
    };
    auto sources = sourcesBelow(root);
    ASSERT_EQ(sources.size(), 3u);
    std::sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    EXPECT_EQ(sources[0].name, "exp/seed-0");
    EXPECT_EQ(sources[0].folder, root / "exp/seed-0");
    EXPECT_EQ(sources[0].experiment, root / "exp");
    EXPECT_EQ(sources[1].name, "exp/seed-1");
    EXPECT_EQ(sources[2].name, "single");
    EXPECT_EQ(sources[2].files, 1u);
    EXPECT_TRUE(sourcesBelow(root / "absent").empty());
}

} // namespace
} // namespace dpl::scoring
