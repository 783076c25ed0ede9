#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json.hpp"
#include "base/json_scanner.hpp"
#include "base/whole_number.hpp"
#include "comma_locale.hpp"

#include <gtest/gtest.h>

#include <cmath>
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

TEST(Numbers, areTheSameInEveryLocale)
{
    const test::CommaLocale locale;
    ASSERT_TRUE(locale.isInForce());
    EXPECT_EQ(formatBytes(98'355'364), "93.8 MiB");
    EXPECT_EQ(formatCount(6'738'415'616), "6.74 billion");
    EXPECT_EQ(formatLikePython(0.5), "0.5");
    for (const auto& [text, value] : {std::pair{"0.5", 0.5}, {"1.5e-5", 1.5e-5}, {"1.5e-400", 0.0}}) {
        EXPECT_EQ(JsonScanner(text, "file", 1).number(), value) << text;
        EXPECT_EQ(Json::parse(text).get<double>(), value) << text;
    }
    EXPECT_THROW(JsonScanner("1.5e400", "file", 1).number(), Error);
    EXPECT_EQ(Json(0.5).dump(), "0.5");
}

TEST(WholeNumber, isThatOfADoubleWhereItFits)
{
    EXPECT_EQ(wholeNumber(-3.0), -3);
    EXPECT_EQ(wholeNumber(-0x1p63), std::numeric_limits<std::int64_t>::min());
    for (const double value : {0.5, 1e300, -1e300, 0x1p63, std::nan(""), std::numeric_limits<double>::infinity()}) {
        EXPECT_FALSE(wholeNumber(value)) << value;
    }
    EXPECT_EQ(formatDuration(std::numeric_limits<double>::infinity()), formatDuration(1e15));
}

} // namespace
} // namespace dpl
