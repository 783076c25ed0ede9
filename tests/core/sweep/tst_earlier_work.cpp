#include "base/files.hpp"
#include "evaluation/evaluate.hpp"
#include "fixture_files.hpp"
#include "records/evaluated_comparisons.hpp"
#include "records/evaluation_record.hpp"
#include "summary/summary.hpp"
#include "sweep/run_sweep.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl {
namespace {

/// Copies of the evaluations and of the sweep in tests/fixtures/runs, which version 0.1.0 wrote, seen from the folder
/// that their paths start in.
class EarlierWork : public testing::Test {
protected:
    EarlierWork()
    {
        std::filesystem::current_path(DPL_FIXTURES);
        std::filesystem::copy("runs", temporary / "runs", std::filesystem::copy_options::recursive);
    }
    ~EarlierWork() override { std::filesystem::current_path(m_before); }

    /// Of evaluations/{name}.
    evaluation::EvaluateParams evaluationInto(const std::string& name) const
    {
        evaluation::EvaluateParams params;
        params.model.checkpoint = "adapters/tiny-llama-mean_and_variance";
        params.dataPath = "training/lora_pairs.jsonl";
        params.output = temporary / "runs" / "evaluations" / name;
        return params;
    }

    const test::TemporaryFolder temporary;
    const ComputeOptions oneThread{1, false, "cpu"};

private:
    std::filesystem::path m_before = std::filesystem::current_path();
};

class EvaluationWatcher final : public evaluation::EvaluationObserver {
public:
    void goesOn(std::int64_t done, std::int64_t) override { before = done; }
    void warned(const std::string& message) override { warnings.push_back(message); }

    std::int64_t before = -1;
    std::vector<std::string> warnings;
};

TEST_F(EarlierWork, anEvaluationIsTakenAsItIs)
{
    const auto params = evaluationInto("rows.jsonl");
    const std::string bytes = readFile(params.output);
    EvaluationWatcher watcher;
    const auto result = evaluation::evaluate(params, oneThread, watcher, {});
    EXPECT_TRUE(result.wasThere);
    EXPECT_EQ(result.speed.rows, 16);
    EXPECT_EQ(watcher.before, -1) << "nothing was scored";
    EXPECT_EQ(readFile(params.output), bytes);
    const auto record = records::recordOf(params.output);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->params.at("max_length"), 1024);
    EXPECT_EQ(record->cut.at("tokens_per_batch"), 1024);
}

TEST_F(EarlierWork, anEvaluationThatWasStoppedGoesOnToTheSameRows)
{
    const auto params = evaluationInto("stopped.jsonl");
    const std::string begun = readFile(records::partialFile(params.output));
    EvaluationWatcher watcher;
    const auto result = evaluation::evaluate(params, oneThread, watcher, {});
    EXPECT_TRUE(result.finished);
    EXPECT_GT(watcher.before, 0);
    EXPECT_LT(watcher.before, 16);
    EXPECT_TRUE(watcher.warnings.empty()) << watcher.warnings.front();
    const std::string rows = begun.substr(begun.find('\n') + 1);
    EXPECT_EQ(readFile(params.output).substr(0, rows.size()), rows) << "what was scored is there still";
    const auto whole = records::readEvaluatedComparisons(evaluationInto("rows.jsonl").output);
    const auto now = records::readEvaluatedComparisons(params.output);
    EXPECT_EQ(now.identities, whole.identities);
    // Another machine's products round otherwise.
    test::expectClose(now.chosen.values, whole.chosen.values, 0.0, 1e-4, "chosen");
    test::expectClose(now.rejected.values, whole.rejected.values, 0.0, 1e-4, "rejected");
}

TEST_F(EarlierWork, aSweepIsTakenAsItIs)
{
    const std::filesystem::path folder = temporary / "runs" / "sweep";
    const std::filesystem::path file = folder / "sweep.json";
    sweep::SweepObserver observer;
    const auto result = sweep::runSweep(
        sweep::SweepParams::fromJson(readJsonFile(file), file.string()), folder, oneThread, observer, {});
    EXPECT_TRUE(result.finished);
    EXPECT_TRUE(result.failures.empty()) << sweep::failureText(result);
    ASSERT_EQ(result.runs.size(), 2u);
    const Json expected = test::fixture("runs/sweep-result.json");
    for (std::size_t i = 0; i < result.runs.size(); ++i) {
        const sweep::SweepRun& run = result.runs[i];
        EXPECT_TRUE(run.wasThere);
        ASSERT_TRUE(run.evaluation);
        EXPECT_EQ(run.evaluation->loss, expected.at("runs").at(i).at("evaluation").at("loss"));
        EXPECT_EQ(run.evaluation->file.lexically_relative(folder).begin()->string(), run.planned.group)
            << "where it was copied to";
    }
    ASSERT_EQ(result.groups.size(), 2u);
    EXPECT_EQ(result.groups[0].summary.value().models.size(), 1u);
}

} // namespace
} // namespace dpl
