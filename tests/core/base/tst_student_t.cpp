#include "base/student_t.hpp"
#include "error_message.hpp"

#include <cmath>
#include <numbers>

namespace dpl {
namespace {

TEST(StudentT, equalsClosedFormsOfOneAndTwoDegrees)
{
    for (const double t : {-30.0, -2.0, -0.1, 0.0, 0.4, 1.0, 7.5, 1000.0}) {
        EXPECT_NEAR(studentTCdf(t, 1.0), 0.5 + std::atan(t) / std::numbers::pi, 1e-14) << t;
        EXPECT_NEAR(studentTCdf(t, 2.0), 0.5 + t / (2.0 * std::sqrt(2.0 + t * t)), 1e-14) << t;
    }
    EXPECT_NEAR(studentTQuantile(0.975, 1.0), std::tan(0.475 * std::numbers::pi), 1e-11);
    EXPECT_NEAR(studentTQuantile(0.025, 2.0), -0.95 * std::sqrt(2.0 / (1.0 - 0.95 * 0.95)), 1e-12);
}

TEST(StudentT, equalsMpmathsValues)
{
    EXPECT_NEAR(studentTCdf(0.3, 3.0), 0.60811835398004048, 1e-14);
    EXPECT_NEAR(studentTCdf(2.5, 4.0), 0.96661672759400593, 1e-14);
    EXPECT_NEAR(studentTCdf(-1.1, 7.0), 0.15385812754704458, 1e-14);
    EXPECT_NEAR(studentTCdf(4.2, 29.0), 0.99988407658180493, 1e-14);
    EXPECT_NEAR(studentTCdf(12.0, 2.0), 0.99656353316142077, 1e-14);
    EXPECT_NEAR(studentTQuantile(0.975, 4.0), 2.7764451051977935, 1e-12);
    EXPECT_NEAR(studentTQuantile(0.995, 11.0), 3.1058065155392805, 1e-12);
    EXPECT_NEAR(studentTQuantile(0.9, 2.5), 1.7302509288071768, 1e-12);
}

TEST(StudentT, ofManyDegreesIsNormal)
{
    EXPECT_NEAR(studentTCdf(1.3, 1e9), 0.5 * std::erfc(-1.3 / std::numbers::sqrt2), 1e-9);
    EXPECT_TRUE(test::says(test::errorOf([] { studentTQuantile(1.0, 3.0); }), "degrees of freedom"));
}

TEST(TInterval, isTheTextbooks)
{
    // Mean 5, standard deviation 2, four values: 5 -+ 3.182446305 * 2 / 2.
    const std::vector<double> values{5.0 - std::sqrt(6.0), 5.0, 5.0, 5.0 + std::sqrt(6.0)};
    const Interval found = tInterval(values);
    EXPECT_NEAR(found.low, 5.0 - 3.182446305284263, 1e-12);
    EXPECT_NEAR(found.high, 5.0 + 3.182446305284263, 1e-12);
    EXPECT_TRUE(std::isnan(tInterval(std::vector{1.0}).low));
}

TEST(PairedTTest, looksAtTheDifferences)
{
    // Differences 1, 2, 3: t = 2 / (1 / sqrt(3)) with two degrees of freedom.
    const double t = 2.0 * std::sqrt(3.0);
    const double expected = 1.0 - t / std::sqrt(2.0 + t * t);
    EXPECT_NEAR(pairedTTest(std::vector{5.0, 1.0, 9.0}, std::vector{4.0, -1.0, 6.0}), expected, 1e-14);
    EXPECT_NEAR(pairedTTest(std::vector{4.0, -1.0, 6.0}, std::vector{5.0, 1.0, 9.0}), expected, 1e-14);
    EXPECT_EQ(pairedTTest(std::vector{1.0, 2.0}, std::vector{1.0, 2.0}), 1.0);
    EXPECT_EQ(pairedTTest(std::vector{1.0, 2.0}, std::vector{0.0, 1.0}), 0.0);
    EXPECT_TRUE(std::isnan(pairedTTest(std::vector{1.0}, std::vector{2.0})));
    EXPECT_TRUE(test::says(test::errorOf([] { pairedTTest(std::vector{1.0}, {}); }), "1 and 0"));
}

} // namespace
} // namespace dpl
