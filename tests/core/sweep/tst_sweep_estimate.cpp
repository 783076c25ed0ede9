#include "sweep/sweep_estimate.hpp"

#include "demo/demo.hpp"
#include "sweep/single_run.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

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

    double seconds(const std::vector<RunStanding>& standings = {}) const
    {
        return secondsOf(plan, standings, typical, preview, probe);
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
