#include "demo/demo.hpp"

#include "base/clock.hpp"
#include "base/memory.hpp"
#include "runs/metrics_tail.hpp"
#include "sanitized.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::demo {
namespace {

using data::DataSubset;
using preference::RewardHead;
using summary::ModelSummary;

/// The paper's findings, on another dataset, backbone and training for each seed.
class DemoEffect : public testing::TestWithParam<std::uint64_t> {
protected:
    const ModelSummary& model(RewardHead head, DataSubset trainSet) const
    {
        return *result.groups.at(0).summary->find({head, trainSet});
    }
    double r2(RewardHead head, DataSubset trainSet) const
    {
        return model(head, trainSet).comparisons->explainedVariance->value;
    }

    /// By the mean.
    double jailbreaks(RewardHead head, DataSubset trainSet) const
    {
        return model(head, trainSet).jailbreak->jailbreaks.mean.count;
    }

    sweep::SweepResult result;
};

TEST_P(DemoEffect, isThePapers)
{
    const test::TemporaryFolder temporary;
    sweep::SweepObserver silent;
    constexpr std::int64_t mebibyte = 1 << 20;
    const std::int64_t loaded = peakResidentBytes(); // LibTorch for the CPU has some 126 MiB, that for CUDA 500
    const double start = steadySeconds();
    result = runDemo(GetParam(), temporary.path(), {1, false, "cpu"}, silent, {});
    RecordProperty("seconds", static_cast<int>(steadySeconds() - start));
    ASSERT_TRUE(result.finished);
    ASSERT_EQ(result.runs.size(), 9u);
    ASSERT_EQ(result.groups.size(), 1u);
    ASSERT_TRUE(result.groups[0].summary);
    EXPECT_TRUE(result.groups[0].summary->missing.empty()) << "the tables are whole";
    if (!test::isSanitized) {
        const std::int64_t most = loaded < 350 * mebibyte ? 350 * mebibyte : loaded + 224 * mebibyte;
        EXPECT_LT(peakResidentBytes(), most) << "nine trainings of 140 thousand weights";
    }

    EXPECT_LT(jailbreaks(RewardHead::base, DataSubset::harmless), jailbreaks(RewardHead::base, DataSubset::both));
    EXPECT_LT(jailbreaks(RewardHead::base, DataSubset::both), jailbreaks(RewardHead::base, DataSubset::helpful));
    for (const RewardHead head : {RewardHead::meanAndVariance, RewardHead::categorical}) {
        SCOPED_TRACE(preference::toString(head));
        EXPECT_LT(r2(head, DataSubset::both), r2(head, DataSubset::helpful));
        EXPECT_LT(r2(head, DataSubset::both), r2(head, DataSubset::harmless));
        const auto& rates = model(head, DataSubset::both).jailbreak->jailbreaks;
        EXPECT_LT(rates.quantile->count, rates.mean.count);
    }
    for (const sweep::SweepRun& run : result.runs) {
        SCOPED_TRACE(training::titleOf(run.planned.params));
        EXPECT_LT(run.training.trainLoss, 0.69) << "it learned";
        EXPECT_GT(run.training.trainAccuracy, 0.7);
        runs::MetricsTail metrics(run.folder);
        metrics.update();
        EXPECT_GE(metrics.series().at("eval").steps.size(), 10u) << "points of its held-out curve";
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, DemoEffect, testing::Values(0, 1, 2));

} // namespace
} // namespace dpl::demo
