#include "base/random_stream.hpp"
#include "base/statistics.hpp"
#include "error_message.hpp"

#include <cmath>
#include <limits>

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
    EXPECT_TRUE(test::says(test::errorOf([] {
        kendallTau(std::vector{1.0, 2.0}, std::vector{1.0, 2.0, 3.0});
    }),
        {"2", "3"}));
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

} // namespace
} // namespace dpl
