#include "report/axis_mapping.hpp"

namespace dpl::report {
namespace {

TEST(AxisMapping, placesValuesLinearlyAndByLogarithms)
{
    const AxisMapping linear{2.0, 6.0, Scale::linear, 100.0};
    EXPECT_DOUBLE_EQ(linear.position(3.0), 25.0);
    EXPECT_DOUBLE_EQ(linear.position(8.0), 150.0); // beyond its end
    EXPECT_DOUBLE_EQ(linear.valueAt(25.0), 3.0);

    const AxisMapping logarithmic{0.01, 100.0, Scale::logarithmic, 200.0};
    EXPECT_DOUBLE_EQ(logarithmic.position(1.0), 100.0);
    EXPECT_DOUBLE_EQ(logarithmic.valueAt(150.0), 10.0);
    EXPECT_FALSE(std::isfinite(logarithmic.position(0.0)));
}

TEST(AxisMapping, growsUpwardsOnVerticalAxes)
{
    const AxisMapping upwards{0.0, 4.0, Scale::linear, 80.0, true};
    EXPECT_DOUBLE_EQ(upwards.position(0.0), 80.0);
    EXPECT_DOUBLE_EQ(upwards.position(3.0), 20.0);
    EXPECT_DOUBLE_EQ(upwards.valueAt(20.0), 3.0);
}

TEST(AxisMapping, findsTheValueAtThePositionOfAValue)
{
    for (const Scale scale : {Scale::linear, Scale::logarithmic}) {
        for (const bool upwards : {false, true}) {
            const AxisMapping axis{0.5, 32.0, scale, 300.0, upwards};
            for (const double value : {0.5, 1.0, 7.25, 32.0}) {
                EXPECT_NEAR(axis.valueAt(axis.position(value)), value, 1e-12);
            }
        }
    }
}

TEST(AxisMapping, hasAValueWithoutLength)
{
    EXPECT_EQ((AxisMapping{2.0, 6.0, Scale::linear, 0.0}.valueAt(5.0)), 2.0);
}

} // namespace
} // namespace dpl::report
