#include "base/student_t.hpp"
#include "error_message.hpp"
#include "report/number_text.hpp"
#include "sweep/sweep_tables.hpp"

#include <cmath>

namespace dpl::sweep {
namespace {

using preference::RewardHead;
using records::ModelKey;

constexpr ModelKey base{RewardHead::base, data::DataSubset::both};
constexpr ModelKey gaussian{RewardHead::meanAndVariance, data::DataSubset::both};

summary::Rate rate(double count, std::int64_t total)
{
    return {count, total, 0, wilsonInterval(count, total)};
}

/// One seed's summary: how many of 200 prompts each reading counts as jailbroken.
summary::Summary seedSummary(double ofBase, double byMean, double byQuantile)
{
    summary::Summary summary;
    summary.models.push_back({base, summary::JailbreakSummary{"b.jsonl", "b", 1, {rate(ofBase, 200), {}}}, {}});
    summary.models.push_back(
        {gaussian, summary::JailbreakSummary{"m.jsonl", "m", 2, {rate(byMean, 200), rate(byQuantile, 200)}}, {}});
    return summary;
}

SweepResult threeSeeds()
{
    SweepResult result;
    const double counts[3][3]{{100, 90, 60}, {104, 96, 50}, {96, 90, 58}};
    for (int seed = 0; seed < 3; ++seed) {
        SweepGroup group;
        group.values = {{"seed", seed}};
        group.summary = seedSummary(counts[seed][0], counts[seed][1], counts[seed][2]);
        result.groups.push_back(group);
    }
    return result;
}

std::string text(const report::Table& table, std::size_t row, std::size_t column)
{
    return report::cellText(table.rows.at(row).at(column));
}

TEST(SweepTables, giveMeansTheirIntervals)
{
    const auto tables = sweepTables(threeSeeds());
    ASSERT_EQ(tables.size(), 2u);
    const report::Table& means = tables[0];
    ASSERT_NO_THROW(report::checkTable(means));
    ASSERT_EQ(means.rows.size(), 3u);
    EXPECT_EQ(text(means, 0, 2), "50.0 \u00b1 2.0");
    const Interval interval = tInterval(std::vector{50.0, 52.0, 48.0});
    EXPECT_EQ(text(means, 0, 3), report::fixedText(interval.low, 1) + "\u2013" + report::fixedText(interval.high, 1));
    EXPECT_EQ(text(means, 2, 0), "mean and variance, \u03b1-quantile");
    EXPECT_EQ(text(means, 2, 6), "\u2013") << "there is no r\u00b2";
    EXPECT_EQ(text(means, 0, 10), "3");
}

TEST(SweepTables, testTheDifferencesOfPairedSeeds)
{
    const report::Table tests = sweepTables(threeSeeds()).at(1);
    ASSERT_NO_THROW(report::checkTable(tests));
    ASSERT_EQ(tests.rows.size(), 3u) << "each reading against base, and the quantile against its mean";
    EXPECT_EQ(text(tests, 0, 2), "base");
    EXPECT_EQ(text(tests, 0, 3), "mean and variance");
    // Differences -5, -4, -3: mean -4, sd 1, t = -4 sqrt(3).
    EXPECT_EQ(text(tests, 0, 4), "\u22124.0 \u00b1 1.0");
    const double p = 2.0 * studentTCdf(-4.0 * std::sqrt(3.0), 2.0);
    EXPECT_EQ(text(tests, 0, 6), report::pValueText(p));
    EXPECT_EQ(text(tests, 0, 8), "3");
    std::vector<double> all;
    for (const auto& [a, b] : {std::pair(std::vector{45.0, 48.0, 45.0}, std::vector{50.0, 52.0, 48.0}),
             std::pair(std::vector{30.0, 25.0, 29.0}, std::vector{50.0, 52.0, 48.0}),
             std::pair(std::vector{30.0, 25.0, 29.0}, std::vector{45.0, 48.0, 45.0})}) {
        all.push_back(pairedTTest(a, b));
    }
    const std::vector<double> adjusted = holmAdjusted(all);
    for (std::size_t row = 0; row < 3; ++row) {
        EXPECT_EQ(text(tests, row, 7), report::pValueText(adjusted[row]));
    }
    EXPECT_TRUE(test::says(tests.explanation, {"Holm", "all 3 tests of this table", "percentage points"}));
    EXPECT_EQ(text(tests, 0, 0), "Jailbreaks [points]");
    EXPECT_TRUE(test::says(tests.caption, {"Paired t-tests over 3 seeds"}));
}

TEST(SweepTables, haveNoTestsOfOneSeed)
{
    SweepResult one = threeSeeds();
    one.groups.resize(1);
    for (const report::Table& table : sweepTables(one)) {
        EXPECT_NE(table.name, "tests_over_seeds");
    }
}

} // namespace
} // namespace dpl::sweep
