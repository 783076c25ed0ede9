#include "core/report/layout_check.hpp"
#include "error_message.hpp"
#include "summary/calibration.hpp"
#include "summary/calibration_report.hpp"

#include <cmath>
#include <limits>

namespace dpl::summary {
namespace {

using preference::RewardHead;
using test::errorOf;
using test::says;

/// A made-up model's probabilities, the same in Python: 0.5 + 0.49 sin(1.7 i) + 0.2 cos(0.3 i), kept within [0.01,
/// 0.99].
std::vector<double> madeUp(int count)
{
    std::vector<double> p;
    for (int i = 0; i < count; ++i) {
        p.push_back(std::clamp(0.5 + 0.49 * std::sin(1.7 * i) + 0.2 * std::cos(0.3 * i), 0.01, 0.99));
    }
    return p;
}

TEST(Calibration, equalsNumpysValues)
{
    const Calibration found = calibrationOf(madeUp(500), 0, 0);
    EXPECT_NEAR(found.expectedError, 0.30907412524538647, 1e-12);
    EXPECT_NEAR(found.brierScore, 0.3669979131518591, 1e-12);
    EXPECT_NEAR(found.logLoss, 1.2674452037198365, 1e-12);
    EXPECT_NEAR(found.right.share(), 0.508, 1e-12);
    EXPECT_NEAR(found.confidence, 0.8027569288505196, 1e-12);
    ASSERT_EQ(found.bins.size(), reliabilityBins);
    EXPECT_EQ(found.bins[3].comparisons, 29);
    EXPECT_NEAR(found.bins[3].confidence, 0.6204242808531364, 1e-12);
    EXPECT_NEAR(found.bins[3].right.share(), 0.4482758620689655, 1e-12);
    EXPECT_EQ(found.expectedErrorInterval, (Interval{found.expectedError, found.expectedError})) << "no samples";
}

TEST(Calibration, foldsAtOneHalf)
{
    // Certain and right, certain and wrong, no preference.
    const Calibration found = calibrationOf(std::vector{1.0, 0.0, 0.5}, 0, 0);
    ASSERT_EQ(found.bins.size(), 2u);
    EXPECT_EQ(found.bins[0].comparisons, 1);
    EXPECT_EQ(found.bins[0].confidence, 0.5);
    EXPECT_EQ(found.bins[0].right.share(), 0.5);
    EXPECT_EQ(found.bins[1].comparisons, 2);
    EXPECT_EQ(found.bins[1].confidence, 1.0);
    EXPECT_EQ(found.bins[1].right.share(), 0.5);
    EXPECT_DOUBLE_EQ(found.expectedError, 2.0 / 3.0 * 0.5);
    EXPECT_DOUBLE_EQ(found.brierScore, (0.0 + 1.0 + 0.25) / 3.0);
    EXPECT_EQ(found.logLoss, std::numeric_limits<double>::infinity());
}

TEST(Calibration, ofLabelsDrawnByTheModelHasASmallError)
{
    // Every p comes with its share of comparisons in which the label agrees.
    std::vector<double> p;
    for (int i = 0; i < 40; ++i) {
        const double confidence = 0.525 + 0.0225 * (i % 20);
        const auto right = static_cast<int>(std::lround(1000.0 * confidence));
        for (int row = 0; row < 1000; ++row) {
            p.push_back(row < right ? confidence : 1.0 - confidence);
        }
    }
    EXPECT_LT(calibrationOf(p, 0, 0).expectedError, 1e-3);
    for (double& of : p) {
        of = of > 0.5 ? 0.5 + 0.5 * (of - 0.5) : 0.5 - 0.5 * (0.5 - of); // half as confident
    }
    const Calibration timid = calibrationOf(p, 0, 0);
    EXPECT_NEAR(timid.expectedError, timid.right.share() - timid.confidence, 1e-9) << "every bin is underconfident";
    EXPECT_GT(timid.expectedError, 0.1);
}

TEST(Calibration, hasAnIntervalThatFollowsFromTheSeed)
{
    const std::vector<double> p = madeUp(800);
    const Calibration found = calibrationOf(p, 400, 3);
    EXPECT_LT(found.expectedErrorInterval.low, found.expectedErrorInterval.high);
    EXPECT_GT(found.expectedErrorInterval.high, found.expectedError);
    EXPECT_EQ(calibrationOf(p, 400, 3).expectedErrorInterval, found.expectedErrorInterval);
    EXPECT_NE(calibrationOf(p, 400, 4).expectedErrorInterval, found.expectedErrorInterval);
}

TEST(Calibration, refusesWhatIsNoProbability)
{
    EXPECT_TRUE(says(errorOf([] { calibrationOf(std::vector{0.2, 1.5}, 0, 0); }), "1.5"));
    EXPECT_TRUE(says(errorOf([] { calibrationOf(std::vector{std::nan("")}, 0, 0); }), "nan"));
    EXPECT_TRUE(says(errorOf([] { calibrationOf({}, 0, 0); }), "no comparisons"));
}

records::EvaluatedComparisons fourRows(std::vector<double> chosen, std::vector<double> rejected, int outputs)
{
    records::EvaluatedComparisons rows;
    rows.chosen = {outputs, std::move(chosen)};
    rows.rejected = {outputs, std::move(rejected)};
    rows.dataSubsets = {"helpful", "harmless", "helpful", "harmless"};
    rows.lengths = {1, 1, 1, 1};
    rows.identities.resize(4);
    return rows;
}

TEST(Calibration, takesEachHeadsOwnProbability)
{
    const auto base = preferredProbabilities(fourRows({2, 0, 1, -1}, {0, 1, 1, -4}, 1), RewardHead::base);
    const std::vector<double> differences{2.0, -1.0, 0.0, 3.0};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(base[i], 1.0 / (1.0 + std::exp(-differences[i])), 1e-15);
    }
    // sigma = softplus(raw): ln 2 for 0, so that sqrt(2) ln 2 parts the two means.
    const auto gaussian = preferredProbabilities(
        fourRows({1, 0, 0, 0, 2, 0, -1, 0}, {0, 0, 1, 0, 2, 0, 0, 0}, 2), RewardHead::meanAndVariance);
    EXPECT_NEAR(gaussian[0], 0.5 * std::erfc(-1.0 / (std::sqrt(2.0) * std::log(2.0)) / std::sqrt(2.0)), 1e-12);
    EXPECT_NEAR(gaussian[0] + gaussian[1], 1.0, 1e-12);
    EXPECT_NEAR(gaussian[2], 0.5, 1e-15);
    // Logits of three atoms: all but certain of the highest against all but certain of the lowest, and two equal ones.
    const auto categorical = preferredProbabilities(
        fourRows({-40, -40, 40, 0, 0, 0, 40, -40, -40, 0, 0, 0}, {40, -40, -40, 0, 0, 0, -40, -40, 40, 0, 0, 0}, 3),
        RewardHead::categorical);
    EXPECT_NEAR(categorical[0], 1.0, 1e-12);
    EXPECT_NEAR(categorical[1], 0.5, 1e-12);
    EXPECT_NEAR(categorical[2], 0.0, 1e-12);
}

TEST(Calibration, isToldBySubsetInTableAndFigure)
{
    Summary summary;
    summary.options.bootstrapSamples = 20;
    summary.notes = {"36 of 187 rows are left out"};
    for (const RewardHead head : {RewardHead::base, RewardHead::meanAndVariance}) {
        const bool isBase = head == RewardHead::base;
        const auto rows = isBase ? fourRows({2, 0, 1, -1}, {0, 1, 0, -4}, 1)
                                 : fourRows({1, 0, 0, 0, 2, 0, -1, 0}, {0, 0, 1, 0, 2, 0, 0, 0}, 2);
        ModelSummary model{{head, data::DataSubset::both}, {}, ComparisonSummary()};
        model.comparisons->calibration = calibrationBySubset(rows, head, summary.options);
        summary.models.push_back(model);
    }
    EXPECT_EQ(calibratedTrainSets(summary), std::vector{data::DataSubset::both});
    const report::Table table = calibrationTable(summary, data::DataSubset::both);
    ASSERT_EQ(table.rows.size(), 6u) << "two models on all rows, on harmless and on helpful ones";
    const auto text = [&](std::size_t row, std::size_t column) { return report::cellText(table.rows[row][column]); };
    EXPECT_EQ(text(0, 1), "all");
    EXPECT_EQ(text(0, 2), "75.0");
    EXPECT_EQ(text(0, 9), "4");
    EXPECT_EQ(text(1, 1), "harmless");
    EXPECT_EQ(text(1, 2), "50.0");
    EXPECT_EQ(text(2, 2), "100.0");
    const report::Table all = calibrationTable(summary);
    ASSERT_EQ(all.rows.size(), 6u);
    EXPECT_EQ(report::cellText(all.rows[0][1]), "both");
    EXPECT_EQ(report::cellText(all.rows[0][3]), "75.0");
    EXPECT_TRUE(calibrationTable(summary, data::DataSubset::helpful).rows.empty());

    const report::Figure figure = reliabilityFigure(summary, data::DataSubset::both);
    report::checkFigure(figure);
    report::expectNothingTouches(figure, "reliability");
    EXPECT_EQ(figure.notes, summary.notes);
    EXPECT_EQ(table.notes, summary.notes);
    ASSERT_EQ(figure.panels.size(), 3u);
    EXPECT_EQ(figure.panels[1].title, "harmless");
    const auto& curve = std::get<report::Line>(figure.panels[0].layers[2]);
    const Calibration& whole = summary.models[0].comparisons->calibration[0];
    ASSERT_EQ(curve.x.size(), whole.bins.size());
    EXPECT_EQ(curve.x.front(), whole.bins.front().confidence);
    EXPECT_EQ(curve.y.back(), whole.bins.back().right.share());
    const Json json = toJson(summary);
    EXPECT_EQ(json["models"][0]["evaluation"]["calibration"][1]["subset"], "harmless");
    EXPECT_DOUBLE_EQ(json["models"][0]["evaluation"]["calibration"][0]["brier_score"].get<double>(), whole.brierScore);
}

} // namespace
} // namespace dpl::summary
