#include "base/random_stream.hpp"
#include "error_message.hpp"
#include "utility/normal.hpp"

#include <cmath>
#include <limits>

namespace dpl::utility {
namespace {

struct Golden {
    double z;
    double logCdf;
    double millsRatio;
};

/// log Phi(z) and phi(z) / Phi(z), computed with up to 1,000 digits.
constexpr Golden golden[]{
    {-1e5, -5000000012.4318639983, 100000.00001},
    {-1000, -500007.82669481218431, 1000.00099999800001},
    {-100, -5005.5242086942050886, 100.00999800099926071},
    {-40, -804.60844201375378817, 40.024968847207263723},
    {-31, -484.85396362717928858, 31.032191276777724727},
    {-30.000001, -454.32127398960339486, 30.033260666329906589},
    {-30, -454.32124395634319711, 30.033259667433677037},
    {-29.999999, -454.32121392308399825, 30.033258668537447559},
    {-29, -424.78741990973016268, 29.034401237736325563},
    {-20, -203.91715537109726394, 20.049753068527850542},
    {-10, -53.231285150512470578, 10.098093233962511963},
    {-5, -15.064998393988725736, 5.1865039671258421156},
    {-1, -1.8410216450092635058, 1.5251352761609812091},
    {-0.5, -1.1759117615936186089, 1.1410777703680644809},
    {0, -0.69314718055994530942, 0.79788456080286535588},
    {0.5, -0.36894641528865639307, 0.50916043383703348583},
    {1, -0.17275377902344988953, 0.28759997093917836123},
    {5, -2.8665161296376359338e-7, 1.4867199409049057124e-6},
    {8, -6.2209605742717860585e-16, 5.0522710835368954309e-15},
    {10, -7.619853024160526066e-24, 7.6945986267064193463e-23},
};

TEST(LogNormalCdf, equalsHighPrecisionInBothTails)
{
    for (const Golden& at : golden) {
        EXPECT_NEAR(logNormalCdf(at.z), at.logCdf, 1e-14 * std::abs(at.logCdf)) << "z = " << at.z;
    }
}

TEST(InverseMillsRatio, equalsHighPrecisionInBothTails)
{
    for (const Golden& at : golden) {
        // exp(-z^2 / 2) multiplies the rounding of z^2 / 2.
        const double relative = 1e-15 * (4.0 + (at.z > -30.0 ? at.z * at.z : 0.0));
        EXPECT_NEAR(inverseMillsRatio(at.z), at.millsRatio, relative * at.millsRatio) << "z = " << at.z;
    }
}

TEST(LogNormalCdf, andItsDerivativeAreContinuousWhereTheSeriesTakesOver)
{
    const double above = std::nextafter(-30.0, 0.0);
    EXPECT_NEAR(logNormalCdf(above) - logNormalCdf(-30.0), 30.0 * (above + 30.0), 2e-12);
    EXPECT_NEAR(inverseMillsRatio(above), inverseMillsRatio(-30.0), 3e-11);
    for (const double z : {-100.0, -30.001, -29.999, -3.0, 0.0, 2.0}) {
        const double h = 1e-4;
        EXPECT_NEAR((logNormalCdf(z + h) - logNormalCdf(z - h)) / (2.0 * h), inverseMillsRatio(z), 1e-7) << "z = " << z;
    }
}

TEST(LogNormalCdf, staysFiniteAtTheEnds)
{
    EXPECT_TRUE(std::isfinite(logNormalCdf(-1e100)));
    EXPECT_NEAR(inverseMillsRatio(-1e100), 1e100, 1e85);
    EXPECT_EQ(logNormalCdf(1e100), 0.0);
    EXPECT_EQ(inverseMillsRatio(1e100), 0.0);
}

TEST(NormalCdf, isSymmetric)
{
    EXPECT_EQ(normalCdf(0.0), 0.5);
    for (const double z : {0.1, 1.0, 2.5, 6.0}) {
        EXPECT_NEAR(normalCdf(z) + normalCdf(-z), 1.0, 1e-15);
    }
    EXPECT_NEAR(normalDensity(0.0), 0.39894228040143267794, 1e-16);
    EXPECT_NEAR(normalDensity(-2.0), 0.053990966513188051949, 1e-16);
}

TEST(NormalQuantile, equalsHighPrecisionEverywhere)
{
    struct Case {
        double p;
        double z;
    };
    // Of the doubles as they are, computed with 400 digits. Close to 1/2 and to 1 the rounding of Phi exceeds what is
    // asked for here.
    constexpr Case cases[]{
        {0x1.56e1fc2f8f359p-997, -37.047096299361199237},
        {0x1.87e92154ef7acp-665, -30.205594179579643063},
        {0x1.bff2ee48e0530p-333, -21.273453560965324294},
        {0x1.79ca10c924223p-67, -9.2623400897984075796},
        {0x1.b7cdfd9d7bdbbp-34, -6.3613409024040561991},
        {0x1.4f8b588e368f1p-17, -4.2648907939228246102},
        {0x1.0624dd2f1a9fcp-10, -3.0902323061678135354},
        {0x1.47ae147ae147bp-7, -2.3263478740408410931},
        {0x1.999999999999ap-6, -1.9599639845400542118},
        {0x1.1eb851eb851ecp-4, -1.4757910281791706856},
        {0x1.999999999999ap-3, -0.84162123357291416552},
        {0x1.999999999999ap-2, -0.25334710313579974132},
        {0x1.ffffbce4217d3p-2, -2.5066282745665593779e-6},
        {0x1.0000035afe535p-1, 2.5066282733116483012e-7},
        {0x1.3333333333333p-1, 0.25334710313579974132},
        {0x1.ccccccccccccdp-1, 1.2815515655446005935},
        {0x1.dc28f5c28f5c3p-1, 1.475791028179171099},
        {0x1.fae147ae147aep-1, 2.3263478740408407676},
        {0x1.ff7ced916872bp-1, 3.0902323061678132778},
        {0x1.ffffde7210be9p-1, 4.7534243088170877657},
        {0x1.fffffff768fa1p-1, 5.9978070196016374264},
        {0x1.fffffffffdcd1p-1, 7.0344869100478352057},
        {0x1.ffffffffffff8p-1, 7.9560381254815309622},
        {0x1.fffffffffffffp-1, 8.2095361516013868556},
    };
    for (const Case& at : cases) {
        EXPECT_NEAR(normalQuantile(at.p), at.z, 1e-15 * std::abs(at.z)) << "p = " << at.p;
    }
    EXPECT_EQ(normalQuantile(0.5), 0.0);
}

TEST(NormalQuantile, invertsTheCdf)
{
    for (double exponent = -300.0; exponent < -0.3; exponent += 0.7) {
        const double p = std::pow(10.0, exponent);
        const double z = normalQuantile(p);
        // An error of 1e-15 z in z is one of 1e-15 z^2 p in p.
        EXPECT_NEAR(normalCdf(z), p, p * 1e-15 * (4.0 + 2.0 * z * z)) << "p = " << p;
        if (p < 0.5 && p > 1e-16) {
            EXPECT_NEAR(normalCdf(normalQuantile(1.0 - p)), 1.0 - p, 4e-16) << "1 - " << p;
        }
    }
    for (double z = -37.0; z < 6.0; z += 0.37) {
        EXPECT_NEAR(normalQuantile(normalCdf(z)), z, 1e-13 * std::abs(z) + 2e-16 / normalDensity(std::max(z, 0.0)))
            << "z = " << z;
    }
}

TEST(NormalQuantile, isAsAccurateAboveTheMedianAsBelow)
{
    // 1 - p is exact for p >= 1/2, so the two sides must agree but for the last digit, however close p is to 1 or 1/2.
    RandomStream random(17);
    for (int i = 0; i < 20000; ++i) {
        const double p = i % 2 == 0 ? 1.0 - std::exp(-36.0 * random.uniform()) / 2.0
                                    : 0.5 + 0.01 * random.uniform() * random.uniform();
        const double above = normalQuantile(p);
        ASSERT_NEAR(above, -normalQuantile(1.0 - p), 2e-15 * above) << "p = 1 - " << 1.0 - p;
        if (p < 0.51) {
            const double x = (p - 0.5) * 2.5066282746310005024; // the first terms of the series about 1/2
            ASSERT_NEAR(above, x + x * x * x / 6.0 + 7.0 / 120.0 * std::pow(x, 5), 2e-15 * above + std::pow(x, 7))
                << "p = 1/2 + " << p - 0.5;
        }
    }
}

TEST(NormalQuantile, neverDecreasesWhereItsPiecesMeet)
{
    for (const double p : {0.075, 0.925, std::exp(-25.0)}) {
        double before = normalQuantile(p - 1e-15 * p * 20);
        for (int step = -19; step <= 20; ++step) {
            const double now = normalQuantile(p + 1e-15 * p * step);
            EXPECT_GE(now, before - 2e-15) << "around " << p;
            before = now;
        }
    }
}

TEST(NormalQuantile, losesNothingCloseToOne)
{
    for (const double p : {0x1p-20, 0x1p-30, 0x1p-40, 0x1p-52}) { // whose complements are exact
        EXPECT_NEAR(normalQuantile(1.0 - p), -normalQuantile(p), 4e-16 * std::abs(normalQuantile(p))) << p;
    }
}

TEST(NormalQuantile, rejectsWhatIsNoProbability)
{
    for (const double p : {0.0, 1.0, -0.1, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_TRUE(test::says(test::errorOf([&] { normalQuantile(p); }), "between 0 and 1"));
    }
}

} // namespace
} // namespace dpl::utility
