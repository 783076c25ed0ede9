#include "demo/demo.hpp"
#include "temporary_folder.hpp"
#include "training/training_run.hpp"

#include <gtest/gtest.h>

#include <ctime>

namespace dpl::demo {
namespace {

/// Of this thread, in seconds: what else the machine does is not in it.
double computed()
{
    std::timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Adds up what comes between the end of a step and that of the evaluation behind it: the checkpoint and the
/// evaluation.
class EvaluationClock final : public Observer {
public:
    void progressed(const Progress& progress) override
    {
        const double now = computed();
        if (progress.phase == "Evaluating") {
            evaluating += now - m_last;
        } else if (progress.phase == "Training" && m_first == 0.0) {
            m_first = now;
        }
        m_last = now;
    }
    void measured(const Metrics& metrics) override { points += metrics.series == "eval" ? 1 : 0; }

    double all() const { return m_last - m_first; }

    double evaluating = 0.0;
    int points = 0;

private:
    double m_first = 0.0;
    double m_last = 0.0;
};

TEST(HeldOutCost, isLessThanATwentiethOfTheTimeForTenPoints)
{
    const test::TemporaryFolder temporary;
    writeDemo(0, temporary / "data");
    const auto runs = demoSweep(0, temporary / "data").plan();
    EvaluationClock clock;
    const ComputeOptions oneThread{1, false, "cpu"};
    const auto trained = training::runInFolder(
        runs.front().params, oneThread, temporary / "run", runs::RunStart::continueOrBegin, clock, {});
    ASSERT_TRUE(trained.result.finished);
    EXPECT_GE(clock.points, 10);
    const double share = clock.evaluating / clock.all();
    RecordProperty("share", std::to_string(share));
    EXPECT_LT(share, 0.05) << clock.evaluating << " s of " << clock.all() << " s";
}

} // namespace
} // namespace dpl::demo
