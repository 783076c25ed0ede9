#include "base/checkpoints.hpp"
#include "base/files.hpp"
#include "fixture_files.hpp"
#include "runs/run_result.hpp"
#include "synthetic/synthetic_run.hpp"
#include "temporary_folder.hpp"
#include "training/training_run.hpp"

#include <gtest/gtest.h>

namespace dpl {
namespace {

/// Copies of the runs in tests/fixtures/runs, which version 0.1.0 wrote, seen from the folder that their paths start
/// in.
class EarlierRuns : public testing::Test {
protected:
    EarlierRuns()
    {
        std::filesystem::current_path(DPL_FIXTURES);
        std::filesystem::copy("runs", temporary / "runs", std::filesystem::copy_options::recursive);
    }
    ~EarlierRuns() override { std::filesystem::current_path(m_before); }

    std::filesystem::path folder(const std::string& name) const { return temporary.path() / "runs" / name; }

    const test::TemporaryFolder temporary;
    const ComputeOptions oneThread{1, false, "cpu"};

private:
    std::filesystem::path m_before = std::filesystem::current_path();
};

class FirstStep final : public Observer {
public:
    void progressed(const Progress& progress) override
    {
        if (progress.phase == "Training" && !step) {
            step = progress.step;
        }
    }
    void warned(const std::string& message) override { warnings.push_back(message); }

    std::optional<std::int64_t> step;
    std::vector<std::string> warnings;
};

TEST_F(EarlierRuns, aStoppedTrainingGoesOnToTheNumbersOfAnUninterruptedOne)
{
    const auto run = folder("stopped-training");
    FirstStep observer;
    const training::TrainingRun trained = training::runInFolder(
        training::readParams(run), oneThread, run, runs::RunStart::continueOrBegin, observer, {}, temporary / "tokens");
    EXPECT_TRUE(trained.result.finished);
    EXPECT_EQ(runs::readRun(run).warnings, observer.warnings);
    EXPECT_EQ(runs::readLog(run).front().event, runs::LogEvent::resumed) << "its beginning was not logged";
    EXPECT_EQ(observer.step, 21) << "after its last checkpoint";
    EXPECT_EQ(observer.warnings.size(), 1u) << "that a single file is evaluated on, too";
    const auto expected =
        training::TrainingResult::fromJson(test::fixture("runs/stopped-training-uninterrupted.json"), "expected");
    EXPECT_EQ(trained.result.totalSteps, expected.totalSteps);
    // Another machine's products round otherwise.
    EXPECT_NEAR(trained.result.trainLoss, expected.trainLoss, 1e-3);
    EXPECT_NEAR(trained.result.heldOut.value().loss, expected.heldOut.value().loss, 1e-2);
    EXPECT_FALSE(std::filesystem::exists(run / "checkpoints"));
    EXPECT_FALSE(std::filesystem::exists(run / "tokens")) << "the cache that it had of its own";
}

TEST_F(EarlierRuns, aFinishedTrainingIsTakenAsItIs)
{
    const auto run = folder("finished-training");
    FirstStep observer;
    const training::TrainingRun trained = training::runInFolder(
        training::readParams(run), oneThread, run, runs::RunStart::continueOrBegin, observer, {}, temporary / "tokens");
    EXPECT_TRUE(trained.wasThere);
    EXPECT_TRUE(trained.result.finished);
    EXPECT_EQ(trained.result.steps, 8);
    EXPECT_TRUE(runs::readRun(run).warnings.empty());
    EXPECT_TRUE(runs::readLog(run).empty());
    EXPECT_FALSE(trained.result.heldOut.has_value()) << "those were the untrained model's";
    EXPECT_TRUE(runs::readRun(run).summary.at("eval_accuracy").is_null());
    EXPECT_EQ(readJsonFile(run / "run.json").at("version"), 1) << "nothing was written";
}

TEST_F(EarlierRuns, aFinishedExperimentIsTakenAsItIs)
{
    const auto run = folder("finished-synthetic");
    synthetic::SyntheticObserver observer;
    const synthetic::SyntheticRun trained = synthetic::runInFolder(
        synthetic::readParams(run), oneThread, run, runs::RunStart::continueOrBegin, observer, {});
    EXPECT_TRUE(trained.wasThere);
    EXPECT_EQ(trained.result.models.at(0).losses.size(), 20u);
}

} // namespace
} // namespace dpl
