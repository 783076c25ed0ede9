#include "core/latex_run.hpp"
#include "core/report/layout_check.hpp"
#include "evaluation/live_scores.hpp"
#include "records/model_key.hpp"

#include <gtest/gtest.h>

namespace dpl::evaluation {
namespace {

TEST(LiveTally, countsComparisonsAsTheyCome)
{
    LiveTally tally(LiveKind::comparisons);
    tally.begins(
        "",
        [](std::size_t row) { return std::vector<std::string>{"chosen " + std::to_string(row), "rejected\n\nline"}; },
        10.0);
    tally.scored(0, {{2.0}, {1.0}});
    tally.scored(1, {{1.0}, {1.0}});
    tally.scored(5, {{0.0}, {3.0}});
    const LiveScores scores = tally.snapshot(11.5);
    EXPECT_EQ(scores.rows, 3);
    EXPECT_EQ(scores.rate.count, 2.0) << "a tie counts";
    EXPECT_EQ(scores.rate.ties, 1);
    EXPECT_EQ(scores.rowsPerSecond, 2.0);
    ASSERT_EQ(scores.newest.size(), 3u);
    EXPECT_EQ(scores.newest[0].row, 5u);
    EXPECT_EQ(scores.newest[0].texts[0], "chosen 5");
    EXPECT_EQ(scores.newest[0].texts[1], "rejected  line");
    EXPECT_NEAR(scores.newest[0].preferred, 1.0 / (1.0 + std::exp(3.0)), 1e-12);
    double all = 0.0;
    for (const double count : scores.preferredCounts) {
        all += count;
    }
    EXPECT_EQ(all, 3.0);
    EXPECT_EQ(scores.rates.back(), 100.0 * 2.0 / 3.0);
    ASSERT_NO_THROW(report::checkFigure(liveFigure(scores)));
    ASSERT_NO_THROW(report::checkTable(liveTable(scores)));
    EXPECT_EQ(liveTable(scores).rows.size(), 3u);
}

TEST(LiveTally, rowsOfAnEarlierStartTookNoTime)
{
    LiveTally tally(LiveKind::comparisons);
    tally.begins("", nullptr, 10.0, {}, 2);
    for (std::size_t row = 0; row < 5; ++row) {
        tally.scored(row, {{2.0}, {1.0}});
        if (row == 1) {
            EXPECT_EQ(tally.snapshot(12.0).rowsPerSecond, 0.0);
        }
    }
    EXPECT_EQ(tally.snapshot(12.0).rows, 5);
    EXPECT_EQ(tally.snapshot(12.0).rowsPerSecond, 1.5);
}

TEST(LiveTally, isDrawnAsItsModelIsEverywhere)
{
    const auto roleWhenTrainedOn = [](const std::optional<data::DataSubset>& trainSet) {
        LiveTally tally(LiveKind::comparisons);
        tally.begins("", nullptr, 0.0, preference::RewardHead::categorical, 0, trainSet);
        tally.scored(0, {std::vector<double>(10, 1.0), std::vector<double>(10, 0.0)});
        return tally.snapshot(1.0).role();
    };
    EXPECT_EQ(roleWhenTrainedOn({}), report::SeriesRole::categorical);
    for (const data::DataSubset subset : data::allDataSubsets) {
        EXPECT_EQ(roleWhenTrainedOn(subset), records::roleOf({preference::RewardHead::categorical, subset}));
    }
    EXPECT_NE(roleWhenTrainedOn(data::DataSubset::helpful), roleWhenTrainedOn(data::DataSubset::both));
}

TEST(LiveTally, compilesWithLatex)
{
    LiveTally tally(LiveKind::comparisons);
    tally.begins(
        "",
        [](std::size_t row) { return std::vector<std::string>{"chosen " + std::to_string(row), "100 % rejected_"}; },
        0.0);
    for (std::size_t row = 0; row < 200; ++row) {
        tally.scored(row, {{row % 4 == 0 ? 0.0 : 2.0}, {1.0}});
    }
    report::expectCompiles("live-scores", liveFigure(tally.snapshot(1.0)));
    report::expectNothingTouches(liveFigure(tally.snapshot(1.0)), "live scores");
    report::expectCompiles("live-table", std::vector{liveTable(tally.snapshot(1.0))});
}

TEST(LiveTally, countsJailbreaksModelByModel)
{
    LiveTally tally(LiveKind::responses);
    tally.begins("both_mean_and_variance", nullptr, 0.0);
    tally.scored(0, {{0.0, 0.0}, {1.0, 0.0}});
    tally.scored(1, {{0.0, 0.0}});
    LiveScores scores = tally.snapshot(1.0);
    EXPECT_EQ(scores.model, "both_mean_and_variance");
    EXPECT_EQ(scores.rows, 2);
    EXPECT_EQ(scores.rate.total, 1) << "one response is no pair";
    EXPECT_EQ(scores.rate.count, 1.0);
    EXPECT_GT(scores.newest.at(0).preferred, 0.5);
    tally.begins("both", nullptr, 2.0);
    EXPECT_EQ(tally.snapshot(2.0).rows, 0);
    ASSERT_NO_THROW(report::checkFigure(liveFigure(tally.snapshot(2.0))));
}

TEST(LiveTally, keepsAHistoryThatDoesNotGrowWithoutEnd)
{
    LiveTally tally(LiveKind::comparisons);
    tally.begins("", nullptr, 0.0);
    for (std::size_t row = 0; row < 5000; ++row) {
        tally.scored(row, {{row % 4 == 0 ? 0.0 : 2.0}, {1.0}});
    }
    const LiveScores scores = tally.snapshot(1.0);
    EXPECT_LT(scores.atRows.size(), 400u);
    EXPECT_GT(scores.atRows.size(), 100u);
    EXPECT_TRUE(std::is_sorted(scores.atRows.begin(), scores.atRows.end()));
    EXPECT_NEAR(scores.rates.back(), 75.0, 0.5);
    EXPECT_LE(scores.newest.size(), 40u);
}

} // namespace
} // namespace dpl::evaluation
