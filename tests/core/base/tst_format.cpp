#include "base/format.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace dpl {
namespace {

TEST(FormatLikePython, equalsStrOfAFloat)
{
    // Each right-hand side is what Python 3 prints for str(float(...)).
    EXPECT_EQ(formatLikePython(0.001), "0.001");
    EXPECT_EQ(formatLikePython(0.0001), "0.0001");
    EXPECT_EQ(formatLikePython(0.00012), "0.00012");
    EXPECT_EQ(formatLikePython(1e-5), "1e-05");
    EXPECT_EQ(formatLikePython(1.25e-5), "1.25e-05");
    EXPECT_EQ(formatLikePython(1e-100), "1e-100");
    EXPECT_EQ(formatLikePython(3.0), "3.0");
    EXPECT_EQ(formatLikePython(-2.5), "-2.5");
    EXPECT_EQ(formatLikePython(0.0), "0.0");
    EXPECT_EQ(formatLikePython(-0.0), "-0.0");
    EXPECT_EQ(formatLikePython(0.1), "0.1");
    EXPECT_EQ(formatLikePython(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(formatLikePython(123456789.0), "123456789.0");
    EXPECT_EQ(formatLikePython(1e15), "1000000000000000.0");
    EXPECT_EQ(formatLikePython(9007199254740993.0), "9007199254740992.0");
    EXPECT_EQ(formatLikePython(9999999999999998.0), "9999999999999998.0");
    EXPECT_EQ(formatLikePython(1e16), "1e+16");
    EXPECT_EQ(formatLikePython(1.5e300), "1.5e+300");
    EXPECT_EQ(formatLikePython(5e-324), "5e-324");
    EXPECT_EQ(formatLikePython(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(formatLikePython(-std::numeric_limits<double>::infinity()), "-inf");
    EXPECT_EQ(formatLikePython(std::numeric_limits<double>::quiet_NaN()), "nan");
}

TEST(FormatDuration, changesItsUnitsAndRounds)
{
    EXPECT_EQ(formatDuration(0.0), "0 s");
    EXPECT_EQ(formatDuration(-3.0), "0 s");
    EXPECT_EQ(formatDuration(45.2), "45 s");
    EXPECT_EQ(formatDuration(59.4), "59 s");
    EXPECT_EQ(formatDuration(59.6), "1 min 00 s");
    EXPECT_EQ(formatDuration(62.0), "1 min 02 s");
    EXPECT_EQ(formatDuration(3599.0), "59 min 59 s");
    EXPECT_EQ(formatDuration(3599.7), "1 h 00 min");
    EXPECT_EQ(formatDuration(7500.0), "2 h 05 min");
    EXPECT_EQ(formatDuration(360000.0), "100 h 00 min");
}

} // namespace
} // namespace dpl
