#include "training/held_out_progress.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace dpl::training {
namespace {

TrainingParams stoppingAfter(std::int64_t patience, double threshold = 0.0)
{
    TrainingParams params;
    params.earlyStoppingPatience = patience;
    params.earlyStoppingThreshold = threshold;
    return params;
}

/// Adds losses as of steps 10, 20, ... and returns those that were the best ones so far.
std::vector<std::int64_t> add(
    HeldOutProgress& progress, const TrainingParams& params, const std::vector<double>& losses)
{
    std::vector<std::int64_t> best;
    std::int64_t step = 0;
    for (const double loss : losses) {
        step += 10;
        if (progress.add({step, {loss, 1.0 - loss, 5, {}}}, params)) {
            best.push_back(step);
        }
    }
    return best;
}

TEST(HeldOutProgress, knowsTheBestAndOfEqualOnesTheFirst)
{
    HeldOutProgress progress;
    EXPECT_EQ(add(progress, {}, {0.7, 0.6, 0.6, 0.65, 0.5, 0.9}), (std::vector<std::int64_t>{10, 20, 50}));
    EXPECT_EQ(progress.best()->step, 50);
    EXPECT_EQ(progress.best()->heldOut.loss, 0.5);
    EXPECT_FALSE(progress.stops({})) << "patience 0 is without an end";
}

TEST(HeldOutProgress, isByAccuracyWhereThatIsAsked)
{
    TrainingParams params;
    params.metricForBestModel = "accuracy";
    HeldOutProgress progress;
    progress.add({1, {0.4, 0.6, 5, {}}}, params);
    EXPECT_TRUE(progress.add({2, {0.9, 0.7, 5, {}}}, params));
    EXPECT_FALSE(progress.add({3, {0.1, 0.65, 5, {}}}, params));
    EXPECT_EQ(progress.best()->step, 2);
}

TEST(HeldOutProgress, stopsWhenThePatienceIsAtItsEnd)
{
    const TrainingParams params = stoppingAfter(2);
    HeldOutProgress progress;
    add(progress, params, {0.7, 0.71, 0.6, 0.6});
    EXPECT_EQ(progress.withoutImprovement(), 1) << "an equal one is no improvement";
    EXPECT_FALSE(progress.stops(params));
    add(progress, params, {0.65});
    EXPECT_TRUE(progress.stops(params));
}

TEST(HeldOutProgress, smallStepsAddUpToAnImprovement)
{
    const TrainingParams params = stoppingAfter(3, 0.05);
    HeldOutProgress progress;
    EXPECT_EQ(add(progress, params, {0.70, 0.67, 0.66}).size(), 3u) << "the best one has no threshold";
    EXPECT_EQ(progress.withoutImprovement(), 2) << "neither is 0.05 below 0.70";
    add(progress, params, {0.64});
    EXPECT_EQ(progress.withoutImprovement(), 0);
}

TEST(HeldOutProgress, theUntrainedModelDoesNotCount)
{
    HeldOutProgress progress;
    EXPECT_FALSE(progress.add({0, {0.1, 0.9, 5, {}}}, {}));
    EXPECT_FALSE(progress.best().has_value());
    EXPECT_EQ(progress.withoutImprovement(), 0);
}

TEST(HeldOutProgress, whatIsNoNumberIsNeverBetter)
{
    const TrainingParams params = stoppingAfter(2);
    HeldOutProgress progress;
    EXPECT_TRUE(add(progress, params, {std::nan(""), std::nan("")}).empty());
    EXPECT_TRUE(progress.stops(params));
    EXPECT_EQ(add(progress, params, {3.0}).size(), 1u);
}

TEST(HeldOutProgress, goesOnFromWhatWasWritten)
{
    const TrainingParams params = stoppingAfter(3, 0.01);
    const std::vector<double> losses{0.7, std::nan(""), 0.695, 0.6, 0.61};
    HeldOutProgress whole;
    HeldOutProgress written;
    for (std::size_t i = 0; i < losses.size(); ++i) {
        const HeldOutProgress::Evaluation evaluation{static_cast<std::int64_t>(i + 1), {losses[i], 0.5, 5, {}}};
        whole.add(evaluation, params);
        written = HeldOutProgress::fromJson(written.toJson(), "state.json");
        written.add(evaluation, params);
        EXPECT_EQ(written.toJson(), whole.toJson()) << i;
    }
}

} // namespace
} // namespace dpl::training
