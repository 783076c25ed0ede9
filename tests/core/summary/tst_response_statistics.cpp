#include "base/random_stream.hpp"
#include "error_message.hpp"
#include "fixture_files.hpp"
#include "summary/decisions.hpp"
#include "summary/response_statistics.hpp"

namespace dpl::summary {
namespace {

using namespace records;

using preference::RewardHead;
using utility::QuantileRule;

/// By the reference's functions, in float64.
TEST(ResponseStatisticsTest, equalTheReferences)
{
    const Json fixture = test::fixture("evaluation/distribution_statistics.json");
    for (const Json& known : fixture["heads"]) {
        const RewardHead head = preference::rewardHeadFromString(known["head"]);
        const Json& outputs = known["outputs"];
        const ModelOutputs all{static_cast<int>(outputs.at(0).size()), test::flattened(outputs)};
        ASSERT_EQ(all.count(), outputs.size());
        for (const auto& [alpha, quantiles] : known["quantile"].items()) {
            const auto statistics = responseStatistics(head, all, std::stod(alpha), QuantileRule::reference);
            test::expectClose(statistics.means, test::flattened(known["mean"]), 1e-12, 1e-12, "mean");
            test::expectClose(statistics.stdevs, test::flattened(known["stdev"]), 1e-12, 1e-12, "stdev");
            test::expectClose(statistics.quantiles, test::flattened(quantiles), 1e-12, 1e-12, "quantile " + alpha);
        }
        const auto statistics = responseStatistics(head, all, 0.01, QuantileRule::reference);
        for (std::size_t i = 0; i < known["pairs"].size(); ++i) {
            const auto a = known["pairs"][i][0].get<std::size_t>();
            const auto b = known["pairs"][i][1].get<std::size_t>();
            const auto asGood = [&](const std::vector<double>& scores) {
                return decide({&scores[b], 1}, {&scores[a], 1}, TieRule::counts).won[0] == 1.0;
            };
            EXPECT_EQ(asGood(statistics.means), known["second_at_least_as_good_by_mean"][i].get<bool>()) << i;
            EXPECT_EQ(asGood(statistics.quantiles), known["second_at_least_as_good_by_quantile_0.01"][i].get<bool>())
                << i;
        }
    }
}

TEST(ResponseStatisticsTest, ofABaseModelArePoints)
{
    const auto statistics = responseStatistics(RewardHead::base, {1, {1.0, -2.0}}, 0.01, QuantileRule::reference);
    EXPECT_EQ(statistics.means, (std::vector{1.0, -2.0}));
    EXPECT_EQ(statistics.stdevs, (std::vector{0.0, 0.0}));
    EXPECT_EQ(statistics.quantiles, statistics.means);
}

TEST(ResponseStatisticsTest, followTheQuantileRule)
{
    const ModelOutputs flat{5, {0.0, 0.0, 0.0, 0.0, 0.0}};
    EXPECT_NEAR(
        responseStatistics(RewardHead::categorical, flat, 0.1, QuantileRule::reference).quantiles.at(0), 0.1, 1e-12);
    EXPECT_EQ(responseStatistics(RewardHead::categorical, flat, 0.3, QuantileRule::atom).quantiles.at(0), 0.25);
}

TEST(ExplainedVarianceTest, hasAnIntervalAroundItsValue)
{
    RandomStream random(8);
    ResponseStatistics chosen;
    ResponseStatistics rejected;
    for (int i = 0; i < 500; ++i) {
        for (ResponseStatistics* side : {&chosen, &rejected}) {
            side->means.push_back(random.uniform());
            side->stdevs.push_back(0.3 * random.uniform());
        }
    }
    const ExplainedVariance r2 = explainedVariance(chosen, rejected, 500, 1);
    EXPECT_LT(r2.interval.low, r2.value);
    EXPECT_GT(r2.interval.high, r2.value);
    EXPECT_LT(r2.interval.high - r2.interval.low, 0.1);
    EXPECT_EQ(explainedVariance(chosen, rejected, 500, 1).interval, r2.interval);
    EXPECT_NE(explainedVariance(chosen, rejected, 500, 2).interval, r2.interval);
    EXPECT_EQ(explainedVariance(chosen, rejected, 0, 1).interval, (Interval{r2.value, r2.value}));
    rejected.means.pop_back();
    EXPECT_NE(test::errorOf([&] { explainedVariance(chosen, rejected, 0, 1); }), "");
}

} // namespace
} // namespace dpl::summary
