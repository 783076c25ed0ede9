#include "base/random_stream.hpp"
#include "base/statistics.hpp"
#include "error_message.hpp"

#include <cmath>
#include <limits>
#include <span>

namespace dpl {
namespace {

/// tau-b from its definition, pair by pair.
double kendallTauByPairs(const std::vector<double>& a, const std::vector<double>& b)
{
    double agreement = 0.0;
    double untiedA = 0.0;
    double untiedB = 0.0;
    const auto order = [](double x, double y) { return x < y ? -1.0 : x > y ? 1.0 : 0.0; };
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const double inA = order(a[i], a[j]);
            const double inB = order(b[i], b[j]);
            agreement += inA * inB;
            untiedA += inA * inA;
            untiedB += inB * inB;
        }
    }
    return agreement / std::sqrt(untiedA * untiedB);
}

TEST(KendallTau, equalsItsDefinitionWithAndWithoutTies)
{
    RandomStream random(5);
    for (const std::uint32_t different : {2u, 3u, 10u, 1000000u}) {
        for (const std::size_t n : {2u, 3u, 4u, 17u, 128u, 201u}) {
            std::vector<double> a(n);
            std::vector<double> b(n);
            for (std::size_t i = 0; i < n; ++i) {
                a[i] = random.below(different);
                b[i] = 0.5 * a[i] + random.below(different);
            }
            const double expected = kendallTauByPairs(a, b);
            if (std::isnan(expected)) {
                EXPECT_TRUE(std::isnan(kendallTau(a, b)));
            } else {
                EXPECT_NEAR(kendallTau(a, b), expected, 1e-12) << n << " values of " << different;
                EXPECT_NEAR(kendallTau(b, a), expected, 1e-12);
            }
        }
    }
}

TEST(KendallTau, equalsValuesFromOutside)
{
    // scipy.stats.kendalltau's example, tau-b.
    EXPECT_NEAR(kendallTau(std::vector{12.0, 2.0, 1.0, 12.0, 2.0}, std::vector{1.0, 4.0, 7.0, 1.0, 0.0}),
        -0.47140452079103173, 1e-15);
    EXPECT_EQ(kendallTau(std::vector{1.0, 2.0, 3.0, 4.0}, std::vector{-1.0, 0.0, 10.0, 11.0}), 1.0);
    EXPECT_EQ(kendallTau(std::vector{1.0, 2.0, 3.0, 4.0}, std::vector{4.0, 3.0, 2.0, 1.0}), -1.0);
}

TEST(KendallTau, isNotANumberWhereThereIsNoOrder)
{
    EXPECT_TRUE(std::isnan(kendallTau(std::vector{1.0, 1.0, 1.0}, std::vector{1.0, 2.0, 3.0})));
    EXPECT_TRUE(std::isnan(kendallTau(std::vector{1.0, 2.0, 3.0}, std::vector{0.0, 0.0, 0.0})));
    EXPECT_TRUE(std::isnan(kendallTau(std::vector{1.0}, std::vector{1.0})));
    EXPECT_TRUE(std::isnan(kendallTau(std::vector<double>{}, std::vector<double>{})));
    EXPECT_TRUE(std::isnan(kendallTau(std::vector{1.0, std::nan(""), 3.0}, std::vector{1.0, 2.0, 3.0})));
}

TEST(KendallTau, rejectsSamplesThatAreNotPaired)
{
    EXPECT_TRUE(
        test::says(test::errorOf([] { kendallTau(std::vector{1.0, 2.0}, std::vector{1.0, 2.0, 3.0}); }), {"2", "3"}));
}

TEST(MeanAndDeviation, isThatOfASample)
{
    const MeanAndDeviation several = meanAndDeviation(std::vector{2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0});
    EXPECT_DOUBLE_EQ(several.mean, 5.0);
    EXPECT_DOUBLE_EQ(several.deviation, std::sqrt(32.0 / 7.0));
    const MeanAndDeviation one = meanAndDeviation(std::vector{3.0});
    EXPECT_EQ(one.mean, 3.0);
    EXPECT_EQ(one.deviation, 0.0);
    EXPECT_TRUE(std::isnan(meanAndDeviation({}).mean));
    const MeanAndDeviation shifted = meanAndDeviation(std::vector{1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0});
    EXPECT_DOUBLE_EQ(shifted.deviation, 1.0) << "no cancellation where the mean is large";
}

TEST(LeastSquaresLine, findsTheLine)
{
    const LeastSquaresLine exact = leastSquaresLine(std::vector{0.0, 1.0, 3.0}, std::vector{2.0, -1.0, -7.0});
    EXPECT_DOUBLE_EQ(exact.intercept, 2.0);
    EXPECT_DOUBLE_EQ(exact.slope, -3.0);
    // By hand: means 1.5 and 2.5, sum of products 4.5 over sum of squares 5.
    const LeastSquaresLine noisy = leastSquaresLine(std::vector{0.0, 1.0, 2.0, 3.0}, std::vector{1.0, 3.0, 2.0, 4.0});
    EXPECT_NEAR(noisy.slope, 0.8, 1e-14);
    EXPECT_NEAR(noisy.intercept, 1.3, 1e-14);
    const LeastSquaresLine constant = leastSquaresLine(std::vector{2.0, 2.0}, std::vector{1.0, 3.0});
    EXPECT_EQ(constant.slope, 0.0);
    EXPECT_EQ(constant.intercept, 2.0);
}

TEST(LeastSquaresLine, rejectsSamplesThatAreNotPaired)
{
    EXPECT_THROW(leastSquaresLine(std::vector{1.0, 2.0, 3.0}, std::vector{1.0}), Error);
}

TEST(EvenlySpaced, includesBothEndsExactly)
{
    const std::vector<double> values = evenlySpaced(0.1, 0.7, 7);
    ASSERT_EQ(values.size(), 7u);
    EXPECT_EQ(values.front(), 0.1);
    EXPECT_EQ(values.back(), 0.7);
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_NEAR(values[i], 0.1 * static_cast<double>(i + 1), 1e-15);
    }
    EXPECT_EQ(evenlySpaced(2.0, 3.0, 1), std::vector{2.0});
    EXPECT_TRUE(evenlySpaced(2.0, 3.0, 0).empty());
}

TEST(WilsonInterval, equalsValuesFromOutside)
{
    // statsmodels' proportion_confint(count, total, 0.05, method="wilson").
    struct Case {
        double count;
        std::int64_t total;
        Interval expected;
    };
    for (const Case& known : {Case{47, 187, {0.19459542054821005, 0.3180890843036496}},
             Case{98, 187, {0.45272187670313324, 0.594437687343461}},
             Case{1, 3, {0.06149194472039626, 0.7923403991979523}}, Case{0, 10, {0.0, 0.27753279986288926}},
             Case{10, 10, {0.7224672001371106, 1.0}}}) {
        const Interval interval = wilsonInterval(known.count, known.total);
        EXPECT_NEAR(interval.low, known.expected.low, 1e-14) << known.count << " of " << known.total;
        EXPECT_NEAR(interval.high, known.expected.high, 1e-14) << known.count << " of " << known.total;
    }
    EXPECT_EQ(wilsonInterval(0, 10).low, 0.0);
    EXPECT_EQ(wilsonInterval(10, 10).high, 1.0);
    const Interval half = wilsonInterval(47.5, 187);
    EXPECT_GT(half.low, wilsonInterval(47, 187).low);
    EXPECT_LT(half.low, wilsonInterval(48, 187).low);
}

TEST(WilsonInterval, refusesWhatIsNoShare)
{
    EXPECT_TRUE(test::says(test::errorOf([] { wilsonInterval(0, 0); }), "in 0"));
    EXPECT_TRUE(test::says(test::errorOf([] { wilsonInterval(4, 3); }), "in 3"));
    EXPECT_NE(test::errorOf([] { wilsonInterval(-1, 3); }), "");
    EXPECT_NE(test::errorOf([] { wilsonInterval(std::nan(""), 3); }), "");
}

TEST(McNemarExact, equalsValuesFromOutside)
{
    // statsmodels' mcnemar([[0, b], [c, 0]], exact=True).
    struct Case {
        std::int64_t onlyFirst;
        std::int64_t onlySecond;
        double p;
    };
    for (const Case& known :
        {Case{3, 54, 4.2901793229077607e-13}, Case{12, 3, 0.03515625}, Case{20, 1, 2.09808349609375e-05},
            Case{1, 7, 0.0703125}, Case{0, 0, 1.0}, Case{5, 5, 1.0}, Case{5, 6, 1.0}, Case{0, 5, 0.0625},
            Case{600, 700, 0.0060157938610449395}, Case{1200, 1000, 2.1817026407914194e-05}}) {
        EXPECT_NEAR(mcNemarExact(known.onlyFirst, known.onlySecond), known.p, 1e-11 * known.p)
            << known.onlyFirst << " " << known.onlySecond;
        EXPECT_EQ(mcNemarExact(known.onlyFirst, known.onlySecond), mcNemarExact(known.onlySecond, known.onlyFirst));
    }
    EXPECT_NE(test::errorOf([] { mcNemarExact(-1, 2); }), "");
}

TEST(BootstrapInterval, coversAMeanAsTheoryHasIt)
{
    std::vector<double> values(400);
    RandomStream random(3);
    for (double& value : values) {
        value = random.uniform();
    }
    const auto mean = [&](std::span<const std::int32_t> times) {
        double sum = 0.0;
        std::size_t drawn = 0;
        for (std::size_t i = 0; i < times.size(); ++i) {
            sum += times[i] * values.at(i);
            drawn += static_cast<std::size_t>(times[i]);
        }
        EXPECT_EQ(drawn, values.size());
        return sum / static_cast<double>(drawn);
    };
    const Interval interval = bootstrapInterval(values.size(), 4000, 1, mean);
    const MeanAndDeviation known = meanAndDeviation(values);
    // The percentile interval of a mean is mean -+ 1.96 s / sqrt(n), but for the noise of 4,000 samples.
    const double half = 1.96 * known.deviation / std::sqrt(400.0);
    EXPECT_NEAR(interval.low, known.mean - half, 0.08 * half);
    EXPECT_NEAR(interval.high, known.mean + half, 0.08 * half);
    EXPECT_EQ(bootstrapInterval(values.size(), 50, 1, mean), bootstrapInterval(values.size(), 50, 1, mean));
    EXPECT_NE(bootstrapInterval(values.size(), 50, 1, mean), bootstrapInterval(values.size(), 50, 2, mean));
    EXPECT_LT(bootstrapInterval(values.size(), 500, 1, mean, 0.5).high, interval.high);
}

TEST(BootstrapInterval, leavesOutWhatIsNoNumberAndRefusesNothing)
{
    const auto sometimes = [](std::span<const std::int32_t> times) { return times[0] == 0 ? std::nan("") : 1.0; };
    EXPECT_EQ(bootstrapInterval(3, 100, 0, sometimes), (Interval{1.0, 1.0}));
    EXPECT_TRUE(std::isnan(bootstrapInterval(3, 10, 0, [](auto) { return std::nan(""); }).low));
    EXPECT_TRUE(test::says(test::errorOf([&] { bootstrapInterval(0, 10, 0, sometimes); }), "of 0 values"));
    EXPECT_TRUE(test::says(test::errorOf([&] { bootstrapInterval(3, 0, 0, sometimes); }), "bootstrap of 0"));
}

TEST(HolmAdjusted, stepsDown)
{
    // The family of Holm's rule by hand: 4 * 0.005, 3 * 0.01, max(2 * 0.03, 0.03), max(0.04, 0.06).
    const std::vector<double> adjusted = holmAdjusted(std::vector{0.01, 0.04, 0.03, 0.005});
    const std::vector<double> expected{0.03, 0.06, 0.06, 0.02};
    ASSERT_EQ(adjusted.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_NEAR(adjusted[i], expected[i], 1e-15);
    }
    EXPECT_EQ(holmAdjusted(std::vector{0.7, 0.9}), (std::vector{1.0, 1.0}));
    EXPECT_TRUE(holmAdjusted({}).empty());
}

} // namespace
} // namespace dpl
