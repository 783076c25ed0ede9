#include "sweep/sweep_estimate.hpp"

#include "data/preference_dataset.hpp"
#include "demo/demo.hpp"
#include "sweep/single_run.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace dpl::sweep {
namespace {

class SweepEstimates : public testing::Test {
protected:
    void SetUp() override
    {
        demo::writeDemo(0, folder.path());
        plan = demo::demoSweep(0, folder.path()).plan();
        typical = typicalRun(plan).value();
        preview = training::previewDataset(typical, 1, {}, 100);
        probe.tokensPerSecond = 1000.0 * preview.tokensPerComparison; // 1,000 comparisons a second
    }

    SweepTime time(bool evaluates = false, const std::vector<RunStanding>& standings = {}) const
    {
        return timeOf(plan, evaluates, standings, typical, preview, probe);
    }

    double seconds(const std::vector<RunStanding>& standings = {}) const { return time(false, standings).training; }

    /// That evaluating one of its models reads.
    std::int64_t demoTestRows() const
    {
        data::PreferenceDatasetParams which;
        which.path = typical.dataPath;
        which.split = data::Split::test;
        return static_cast<std::int64_t>(data::loadPreferences(which, {}).rows.size());
    }

    test::TemporaryFolder folder;
    std::vector<PlannedRun> plan;
    training::TrainingParams typical;
    training::DatasetPreview preview;
    training::TrainingProbe probe;
};

TEST_F(SweepEstimates, CountTheRowsOfEveryRun)
{
    double comparisons = 0.0;
    for (const PlannedRun& run : plan) {
        comparisons += static_cast<double>(training::previewDataset(run.params, 1, {}, 100).rows * run.params.epochs);
    }
    EXPECT_NEAR(seconds(), comparisons / 1000.0, 1e-6);
}

TEST_F(SweepEstimates, LeaveOutWhatHasFinished)
{
    const double all = seconds();
    std::vector<RunStanding> standings(plan.size(), RunStanding::finished);
    EXPECT_EQ(seconds(standings), 0.0);
    standings.front() = RunStanding::begun;
    EXPECT_GT(seconds(standings), 0.0);
    EXPECT_LT(seconds(standings), all / 2.0);
}

TEST_F(SweepEstimates, CountTheRowsOfEveryEvaluation)
{
    EXPECT_EQ(preview.testRows, demoTestRows());
    for (PlannedRun& run : plan) {
        run.params.evalSteps = 0;
        run.params.evalFirstStep = false;
    }
    EXPECT_EQ(time(false).evaluation, 0.0);
    const double evaluated = static_cast<double>(plan.size()) * static_cast<double>(preview.testRows);
    EXPECT_NEAR(time(true).evaluation, 0.5 * evaluated / 1000.0, 1e-6) << "no pass back";
    EXPECT_EQ(time(true).total(), time(true).training + time(true).evaluation);
    EXPECT_EQ(time(true, std::vector<RunStanding>(plan.size(), RunStanding::finished)).total(), 0.0);

    // Of 100 rows in steps of 10 there are ten steps: one evaluation before, two on the way, and one at the end.
    plan.resize(1);
    training::TrainingParams& run = plan.front().params;
    run.trainDatasetSize = 100;
    run.trainBatchSize = 5;
    run.gradientAccumulationSteps = 2;
    run.epochs = 1;
    run.evalSteps = 4;
    run.evalFirstStep = true;
    run.evalDatasetSize = 30;
    EXPECT_NEAR(time(false).evaluation, 0.5 * 4 * 30 / 1000.0, 1e-9);
    run.evalSteps = 5; // the second is the last
    run.fullFineTuning = true;
    EXPECT_NEAR(time(false).evaluation, 3 * 30 / 1000.0 / 3.0, 1e-9) << "two passes back";
    run.gradientCheckpointing = true;
    EXPECT_NEAR(time(false).evaluation, 3 * 30 / 1000.0 / 4.0, 1e-9);
}

TEST_F(SweepEstimates, CountTheRowsThatAreHeldOut)
{
    const std::filesystem::path file = folder / "one.jsonl";
    {
        std::ofstream rows(file);
        for (int i = 0; i < 400; ++i) {
            rows << R"({"chosen": "Q)" << i << R"( yes", "rejected": "Q)" << i << R"( no"})" << "\n";
        }
    }
    typical.dataPath = file.string();
    EXPECT_EQ(training::previewDataset(typical, 1, {}, 100).testRows, 400) << "the same rows";
    typical.holdout.share = 0.1;
    const training::DatasetPreview divided = training::previewDataset(typical, 1, {}, 100);
    EXPECT_EQ(divided.rows + divided.testRows, 400);
    EXPECT_GT(divided.testRows, 10);
}

TEST_F(SweepEstimates, AreBoundByTheRowsAskedFor)
{
    for (PlannedRun& run : plan) {
        run.params.trainDatasetSize = 100;
        run.params.epochs = 3;
    }
    EXPECT_NEAR(seconds(), static_cast<double>(plan.size()) * 300.0 / 1000.0, 1e-6);
}

} // namespace
} // namespace dpl::sweep
