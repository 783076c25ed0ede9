#include "base/error.hpp"
#include "runs/curves.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dpl::runs {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

TEST(Smoothing, isTensorBoards)
{
    // s = 0.2, 0.5, 0.85 for w = 0.8 from 1, 1.7, 2.25... computed by hand: s1 = 0.2*1, s2 = 0.8*0.2 + 0.2*2 = 0.56, s3
    // = 0.8*0.56 + 0.2*4 = 1.248
    const std::vector<double> smooth = smoothed({1, 2, none, 4}, 0.8);
    EXPECT_DOUBLE_EQ(smooth[0], 1.0);
    EXPECT_DOUBLE_EQ(smooth[1], 0.56 / (1.0 - 0.64));
    EXPECT_TRUE(std::isnan(smooth[2]));
    EXPECT_DOUBLE_EQ(smooth[3], 1.248 / (1.0 - 0.512));
    EXPECT_EQ(smoothed({3, 1}, 0.0), (std::vector<double>{3, 1}));
    EXPECT_THROW(smoothed({1}, 1.0), Error);
}

TEST(CurveOf, isDrawnOverStepsEpochsAndSeconds)
{
    MetricSeries train;
    train.steps = {10, 20, 30};
    train.seconds = {1, 5, 3}; // a resumed run repeats steps
    train.values["loss"] = {0.7, 0.6, 0.5};
    train.values["epoch"] = {0.1, 0.2, 0.3};
    EXPECT_EQ(curveOf(train, "loss", CurveAxis::step).x, (std::vector<double>{10, 20, 30}));
    EXPECT_EQ(curveOf(train, "loss", CurveAxis::epoch).x, (std::vector<double>{0.1, 0.2, 0.3}));
    const Curve byTime = curveOf(train, "loss", CurveAxis::seconds);
    EXPECT_EQ(byTime.x, (std::vector<double>{1, 3, 5}));
    EXPECT_EQ(byTime.y, (std::vector<double>{0.7, 0.5, 0.6}));
    EXPECT_TRUE(curveOf(train, "accuracy", CurveAxis::step).x.empty());

    MetricSeries eval;
    eval.steps = {15, 40};
    eval.seconds = {none, none};
    eval.values["accuracy"] = {0.5, 0.6};
    const Curve heldOut = curveOf(eval, "accuracy", CurveAxis::epoch, &train);
    ASSERT_EQ(heldOut.x.size(), 2U);
    EXPECT_DOUBLE_EQ(heldOut.x[0], 0.15);
    EXPECT_DOUBLE_EQ(heldOut.x[1], 0.3);
    EXPECT_TRUE(curveOf(eval, "accuracy", CurveAxis::seconds).x.empty()); // written by an earlier version
}

TEST(OverSeeds, takesTheStepsThatAllHave)
{
    const Curve a{{1, 2, 3}, {1, 2, 3}};
    const Curve b{{1, 3, 4}, {3, 5, 0}};
    const SeedCurve over = overSeeds({&a, &b});
    EXPECT_EQ(over.runs, 2);
    EXPECT_EQ(over.x, (std::vector<double>{1, 3}));
    EXPECT_EQ(over.mean, (std::vector<double>{2, 4}));
    EXPECT_DOUBLE_EQ(over.deviation[0], std::sqrt(2.0)); // sample: n - 1
    EXPECT_TRUE(overSeeds({}).x.empty());
}

TEST(NearestPoint, isTheOneBeside)
{
    EXPECT_FALSE(nearestPoint({}, 1.0));
    EXPECT_EQ(nearestPoint({1, 2, 4}, -5.0), 0U);
    EXPECT_EQ(nearestPoint({1, 2, 4}, 2.9), 1U);
    EXPECT_EQ(nearestPoint({1, 2, 4}, 3.1), 2U);
    EXPECT_EQ(nearestPoint({1, 2, 4}, 9.0), 2U);
}

} // namespace
} // namespace dpl::runs
