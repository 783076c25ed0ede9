#include "error_message.hpp"
#include "utility/normal.hpp"
#include "utility/utility_distribution.hpp"

#include <cmath>

namespace dpl::utility {
namespace {

using test::errorOf;
using test::says;

const CategoricalUtility spread{{0.2, 0.0, 0.5, 0.3}}; ///< atoms 0, 1/3, 2/3, 1
const CategoricalUtility certain{{0.0, 0.0, 1.0, 0.0}};
const CategoricalUtility split{{0.5, 0.0, 0.0, 0.5}};

TEST(UtilityDistribution, meanAndDeviationAreOverTheAtoms)
{
    EXPECT_EQ(mean(PointUtility{1.5}), 1.5);
    EXPECT_EQ(stdev(PointUtility{1.5}), 0.0);
    EXPECT_EQ(mean(GaussianUtility{-1.0, 2.0}), -1.0);
    EXPECT_EQ(stdev(GaussianUtility{-1.0, 2.0}), 2.0);
    EXPECT_NEAR(mean(spread), 0.5 * 2.0 / 3.0 + 0.3, 1e-15);
    EXPECT_NEAR(stdev(spread), std::sqrt(0.5 * 4.0 / 9.0 + 0.3 - std::pow(1.9 / 3.0, 2)), 1e-15);
    EXPECT_NEAR(mean(certain), 2.0 / 3.0, 1e-15);
    EXPECT_NEAR(stdev(certain), 0.0, 1e-15);
    EXPECT_NEAR(stdev(split), 0.5, 1e-15);
}

TEST(UtilityDistribution, referenceQuantileInvertsAPiecewiseLinearDistributionFunction)
{
    // Bins [0, 1/4], [1/4, 1/2], ...: the function rises to 0.2, stays there, rises to 0.7 and to 1.
    const auto at = [](double alpha) { return quantile(spread, alpha); };
    EXPECT_NEAR(at(0.1), 0.125, 1e-15);
    EXPECT_NEAR(at(0.2), 0.25, 1e-15) << "the left end of what is flat";
    EXPECT_NEAR(at(0.2 + 1e-9), 0.5, 1e-8) << "its right end";
    EXPECT_NEAR(at(0.45), 0.625, 1e-15);
    EXPECT_NEAR(at(0.7), 0.75, 1e-15);
    EXPECT_NEAR(at(0.85), 0.875, 1e-15);
    EXPECT_NEAR(at(1.0 - 1e-12), 1.0, 1e-9);
    EXPECT_NEAR(quantile(certain, 0.01), 0.5025, 1e-15);
    // Probabilities that add up to slightly less than alpha, by rounding.
    EXPECT_EQ(quantile(CategoricalUtility{{0.5, 0.49}}, 0.995), 1.0);
}

TEST(UtilityDistribution, atomQuantileIsTheFirstAtomThatReachesAlpha)
{
    const auto at = [](const CategoricalUtility& distribution, double alpha) {
        return quantile(distribution, alpha, QuantileRule::atom);
    };
    EXPECT_EQ(at(spread, 0.1), 0.0);
    EXPECT_EQ(at(spread, 0.2), 0.0);
    EXPECT_NEAR(at(spread, 0.2000001), 2.0 / 3.0, 1e-15) << "an atom without probability is passed over";
    EXPECT_NEAR(at(spread, 0.7), 2.0 / 3.0, 1e-15);
    EXPECT_EQ(at(spread, 0.7000001), 1.0);
    EXPECT_EQ(at(split, 0.5), 0.0);
    EXPECT_EQ(at(CategoricalUtility{{0.5, 0.49}}, 0.995), 1.0);
    // Where the rules part: the strict rule ties what the reference's tells apart.
    const CategoricalUtility worse{{0.02, 0.98}};
    const CategoricalUtility better{{0.011, 0.989}};
    EXPECT_EQ(at(worse, 0.01), at(better, 0.01));
    EXPECT_LT(quantile(worse, 0.01), quantile(better, 0.01));
}

TEST(UtilityDistribution, quantilesOfPointsAndGaussiansIgnoreTheRule)
{
    for (const QuantileRule rule : {QuantileRule::reference, QuantileRule::atom}) {
        EXPECT_EQ(quantile(PointUtility{0.7}, 0.01, rule), 0.7);
        EXPECT_NEAR(quantile(GaussianUtility{1.0, 2.0}, 0.01, rule), 1.0 - 2.0 * 2.3263478740408410931, 1e-14);
        EXPECT_EQ(quantile(GaussianUtility{1.0, 2.0}, 0.5, rule), 1.0);
    }
}

TEST(UtilityDistribution, quantileRejectsWhatIsNoProbability)
{
    for (const UtilityDistribution& distribution :
        {UtilityDistribution(PointUtility{}), UtilityDistribution(GaussianUtility{}), UtilityDistribution(spread)}) {
        for (const double alpha : {0.0, 1.0, -0.5, std::nan("")}) {
            EXPECT_TRUE(says(errorOf([&] { quantile(distribution, alpha); }), "between 0 and 1"));
        }
    }
}

TEST(UtilityDistribution, preferencesEqualTheirFormulas)
{
    EXPECT_NEAR(probabilityPreferred(PointUtility{1.0}, PointUtility{-1.0}), 1.0 / (1.0 + std::exp(-2.0)), 1e-15);
    EXPECT_NEAR(probabilityPreferred(GaussianUtility{1.0, 3.0}, GaussianUtility{-1.0, 4.0}), normalCdf(0.4), 1e-15);
    // 0.2 of `spread` ties with the half of `split` at 0; 0.8 beats it; 0.3 ties with its half at 1.
    EXPECT_NEAR(probabilityPreferred(spread, split), 0.5 * (0.2 * 0.5 + 0.8) + 0.5 * (0.3 * 0.5), 1e-15);
    EXPECT_NEAR(probabilityPreferred(spread, certain), 0.5 * 0.5 + 0.3, 1e-15);
}

TEST(UtilityDistribution, tiesCountHalf)
{
    EXPECT_EQ(probabilityPreferred(PointUtility{2.0}, PointUtility{2.0}), 0.5);
    EXPECT_EQ(probabilityPreferred(GaussianUtility{2.0, 1.0}, GaussianUtility{2.0, 5.0}), 0.5);
    EXPECT_EQ(probabilityPreferred(GaussianUtility{2.0, 0.0}, GaussianUtility{2.0, 0.0}), 0.5);
    EXPECT_EQ(probabilityPreferred(certain, certain), 0.5);
    EXPECT_NEAR(probabilityPreferred(spread, spread), 0.5, 1e-15);
    EXPECT_EQ(probabilityPreferred(GaussianUtility{3.0, 0.0}, GaussianUtility{2.0, 0.0}), 1.0);
}

TEST(UtilityDistribution, preferencesEitherWayAddUpToOne)
{
    const std::vector<std::vector<UtilityDistribution>> kinds{
        {PointUtility{0.0}, PointUtility{3.0}, PointUtility{-800.0}, PointUtility{800.0}},
        {GaussianUtility{0.0, 1.0}, GaussianUtility{5.0, 0.1}, GaussianUtility{-1.0, 0.0}, GaussianUtility{40.0, 1e-8}},
        {spread, certain, split, CategoricalUtility{{0.25, 0.25, 0.25, 0.25}}}};
    for (const auto& kind : kinds) {
        for (const auto& a : kind) {
            for (const auto& b : kind) {
                const double forwards = probabilityPreferred(a, b);
                EXPECT_GE(forwards, 0.0);
                EXPECT_LE(forwards, 1.0 + 1e-15);
                EXPECT_NEAR(forwards + probabilityPreferred(b, a), 1.0, 1e-15);
            }
        }
    }
}

TEST(UtilityDistribution, differentKindsAreNotCompared)
{
    const std::vector<UtilityDistribution> all{PointUtility{}, GaussianUtility{}, spread};
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < all.size(); ++j) {
            const std::string error = errorOf([&] { probabilityPreferred(all[i], all[j]); });
            if (i == j) {
                EXPECT_EQ(error, "");
            } else {
                EXPECT_TRUE(says(error, "different scales"));
            }
        }
    }
    EXPECT_TRUE(
        says(errorOf([] { probabilityPreferred(spread, CategoricalUtility{{0.5, 0.5}}); }), {"4", "2", "atoms"}));
}

/// A distribution that a head brings along: u with probability 1 / 2 below and above its centre.
class Coin : public OwnDistribution {
public:
    explicit Coin(double centre) : m_centre(centre) { }

    double mean() const override { return m_centre; }
    double stdev() const override { return 1.0; }
    double quantile(double alpha) const override { return alpha <= 0.5 ? m_centre - 1.0 : m_centre + 1.0; }
    double probabilityPreferred(const OwnDistribution& other) const override
    {
        return m_centre > other.mean() ? 0.75 : 0.25;
    }
    std::vector<Atom> atoms() const override { return {{m_centre - 1.0, 0.5}, {m_centre + 1.0, 0.5}}; }

private:
    double m_centre;
};

TEST(UtilityDistribution, ofAnotherKindIsAskedItself)
{
    const UtilityDistribution low = OwnUtility{std::make_shared<const Coin>(0.0)};
    const UtilityDistribution high = OwnUtility{std::make_shared<const Coin>(5.0)};
    EXPECT_EQ(kindOf(low), UtilityKind::other);
    EXPECT_EQ(kindOf(PointUtility{}), UtilityKind::point);
    EXPECT_EQ(kindOf(GaussianUtility{}), UtilityKind::gaussian);
    EXPECT_EQ(kindOf(spread), UtilityKind::categorical);
    EXPECT_EQ(mean(high), 5.0);
    EXPECT_EQ(stdev(high), 1.0);
    EXPECT_EQ(quantile(high, 0.9), 6.0);
    EXPECT_TRUE(says(errorOf([&] { quantile(high, 1.0); }), "alpha"));
    EXPECT_EQ(probabilityPreferred(high, low), 0.75);
    EXPECT_TRUE(says(errorOf([&] { probabilityPreferred(high, PointUtility{}); }), "different reward heads"));
    EXPECT_EQ(atomsOf(low), (std::vector<Atom>{{-1.0, 0.5}, {1.0, 0.5}}));
    EXPECT_TRUE(atomsOf(spread).empty());
    EXPECT_TRUE(says(errorOf([&] { density(low, 0.0); }), "no density"));
}

TEST(UtilityDistribution, densitiesIntegrateToOne)
{
    const auto integral = [](const UtilityDistribution& distribution, double low, double high) {
        constexpr int n = 40000;
        double sum = 0.0;
        for (int i = 0; i < n; ++i) {
            sum += density(distribution, low + (i + 0.5) * (high - low) / n);
        }
        return sum * (high - low) / n;
    };
    EXPECT_NEAR(integral(GaussianUtility{1.0, 0.3}, -3.0, 5.0), 1.0, 1e-10);
    EXPECT_NEAR(integral(spread, -1.0, 2.0), 1.0, 1e-4);
    EXPECT_NEAR(integral(spread, 0.0, 0.25), 0.2, 1e-10) << "a bin holds its atom's probability";
    EXPECT_EQ(density(spread, 0.3), 0.0);
    EXPECT_NEAR(density(spread, 1.0), 4.0 * 0.3, 1e-15) << "the last bin has its right end";
    EXPECT_EQ(density(spread, 1.0001), 0.0);
    EXPECT_EQ(density(spread, -0.0001), 0.0);
    EXPECT_TRUE(says(errorOf([] { density(PointUtility{}, 0.0); }), "no density"));
}

TEST(ExplainedVariance, isTheShareOfVarianceBetweenMeans)
{
    // Var[mu] = 2 (population), E[sigma^2] = (1 + 4 + 4) / 3 = 3.
    const double root = std::sqrt(3.0);
    EXPECT_NEAR(explainedVariance(std::vector{5.0 - root, 5.0, 5.0 + root}, std::vector{1.0, 2.0, 2.0}), 0.4, 1e-15);
    EXPECT_EQ(explainedVariance(std::vector{1.0, 2.0}, std::vector{0.0, 0.0}), 1.0);
    EXPECT_EQ(explainedVariance(std::vector{2.0, 2.0}, std::vector{1.0, 1.0}), 0.0);
    EXPECT_TRUE(std::isnan(explainedVariance(std::vector{2.0, 2.0}, std::vector{0.0, 0.0})));
    EXPECT_TRUE(std::isnan(explainedVariance({}, {})));
    EXPECT_TRUE(
        says(errorOf([] { explainedVariance(std::vector{1.0, 2.0}, std::vector{1.0}); }), {"2 means", "1 deviations"}));
}

} // namespace
} // namespace dpl::utility
