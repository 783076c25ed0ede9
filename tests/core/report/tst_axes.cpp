#include "comma_locale.hpp"
#include "report/figure.hpp"
#include "report/number_text.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <limits>

namespace dpl::report {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Range = std::pair<double, double>;

Panel panelOf(Layer layer, Scale y = Scale::linear)
{
    Panel panel;
    panel.left.scale = y;
    panel.layers = {std::move(layer)};
    return panel;
}

void expectNear(const std::vector<double>& actual, const std::vector<double>& expected)
{
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
        EXPECT_NEAR(actual[i], expected[i], 1e-9 * std::abs(expected[i])) << i;
    }
}

std::vector<std::string> labels(const std::vector<double>& ticks)
{
    std::vector<std::string> result;
    for (const double tick : ticks) {
        result.push_back(tickLabel(tick, ticks));
    }
    return result;
}

using Labels = std::vector<std::string>;

TEST(AxisRange, theGivenRangeWins)
{
    Panel panel = panelOf(Line{"", SeriesRole::ink, {0, 1}, {0, 5}});
    panel.left.range = {-1.0, 2.0};
    EXPECT_EQ(axisRange(panel, AxisPosition::left), Range(-1.0, 2.0));
}

TEST(AxisRange, xIsTightAndYIsRounded)
{
    const Panel panel = panelOf(Line{"", SeriesRole::ink, {0.03, 0.97}, {0.2, 9.7}});
    EXPECT_EQ(axisRange(panel, AxisPosition::x), Range(0.03, 0.97));
    EXPECT_EQ(axisRange(panel, AxisPosition::left), Range(0.0, 10.0));
}

TEST(AxisRange, leavesOutWhatIsNotFiniteOrNotPositiveOnALogarithmicAxis)
{
    const Panel panel = panelOf(Line{"", SeriesRole::ink, {0, 1, 2, 3}, {nan, 0, 1, 100}}, Scale::logarithmic);
    const auto [low, high] = axisRange(panel, AxisPosition::left);
    EXPECT_GT(low, 0.5);
    EXPECT_LE(low, 1.0);
    EXPECT_GE(high, 100.0);
    EXPECT_LT(high, 200.0);
}

TEST(AxisRange, seriesCountForTheirOwnSideOnly)
{
    Panel panel = panelOf(Line{"", SeriesRole::ink, {0, 1}, {0, 1}});
    panel.right = Axis{};
    panel.layers.push_back(Band{"", SeriesRole::ink, {0, 1}, {-100, -100}, {100, 100}, YAxis::right});
    EXPECT_EQ(axisRange(panel, AxisPosition::left), Range(0.0, 1.0));
    EXPECT_EQ(axisRange(panel, AxisPosition::right), Range(-100.0, 100.0));
}

TEST(AxisRange, barsStartAtZero)
{
    EXPECT_EQ(axisRange(panelOf(Bars{"", SeriesRole::ink, {0, 1, 2}, {4, 5}}), AxisPosition::left).first, 0.0);
}

TEST(AxisRange, oneValueAndNoValueStillHaveARange)
{
    EXPECT_EQ(axisRange(panelOf(Line{"", SeriesRole::ink, {1}, {2}}), AxisPosition::left), Range(1.0, 3.0));
    EXPECT_EQ(axisRange(panelOf(Line{"", SeriesRole::ink, {}, {}}), AxisPosition::left), Range(0.0, 1.0));
    const auto [low, high] =
        axisRange(panelOf(Line{"", SeriesRole::ink, {0, 1}, {1.0, std::nextafter(1.0, 2.0)}}), AxisPosition::left);
    EXPECT_LT(low, 0.9);
    EXPECT_GT(high, 1.1);
}

TEST(AxisTicks, areRoundNumbers)
{
    expectNear(axisTicks(Axis{}, {0.0, 1.0}), {0.0, 0.2, 0.4, 0.6, 0.8, 1.0});
    expectNear(axisTicks(Axis{}, {-3.0, 7.0}, 5), {-2.0, 0.0, 2.0, 4.0, 6.0});
    expectNear(axisTicks(Axis{}, {0.0, 1234.0}, 3), {0.0, 500.0, 1000.0});
}

TEST(AxisTicks, theGivenOnesInsideTheRange)
{
    Axis axis;
    axis.ticks = {-1.0, 0.0, 0.5, 1.0, 2.0};
    expectNear(axisTicks(axis, {0.0, 1.0}), {0.0, 0.5, 1.0});
}

TEST(AxisTicks, neighbouringDoublesEndTheSearch)
{
    EXPECT_LE(axisTicks(Axis{}, {1.0, std::nextafter(1.0, 2.0)}).size(), 2u);
    EXPECT_LE(axisTicks(Axis{}, {1e15, 1e15 + 8.0}).size(), 12u);
}

TEST(AxisTicks, powersOfTenOnALogarithmicAxis)
{
    Axis axis;
    axis.scale = Scale::logarithmic;
    expectNear(axisTicks(axis, {0.02, 300.0}), {0.1, 1.0, 10.0, 100.0});
    expectNear(axisTicks(axis, {0.9, 9.0}), {1.0, 2.0, 5.0});
    expectNear(axisTicks(axis, {1e-12, 1.0}), {1e-12, 1e-9, 1e-6, 1e-3, 1.0});
    expectNear(axisTicks(axis, {2.1, 2.9}, 4), {2.2, 2.4, 2.6, 2.8});
    EXPECT_EQ(axisTicks(axis, {0.001, 1000.0}).front(), 0.01);
}

TEST(TickLabel, hasAsFewDecimalsAsTellTicksApart)
{
    EXPECT_EQ(labels({0.0, 0.25, 0.5}), (Labels{"0", "0.25", "0.5"}));
    EXPECT_EQ(labels({-4.0, -2.0, 0.0}), (Labels{"\u22124", "\u22122", "0"}));
    EXPECT_EQ(labels({0.1 * 3.0, 0.4}), (Labels{"0.3", "0.4"}));
    EXPECT_EQ(labels({500.0, 1000.0}), (Labels{"500", "1000"}));
}

TEST(TickLabel, writesAllTicksWithExponentsOrNone)
{
    EXPECT_EQ(tickText("1e\u22125").text + "^" + tickText("1e\u22125").exponent, "10^\u22125");
    EXPECT_EQ(tickText("1.5e3").text, "1.5\u00b710");
    EXPECT_EQ(tickText("0.25").text, "0.25");
    EXPECT_EQ(tickText("0.25").exponent, "");
    EXPECT_EQ(labels({0.0, 5e5, 1e6}), (Labels{"0", "5e5", "1e6"}));
    EXPECT_EQ(labels({1e-3, 1.0, 1e3, 1e6}), (Labels{"1e\u22123", "1e0", "1e3", "1e6"}));
    EXPECT_EQ(labels({1.7e9, 1.7e9 + 50.0}), (Labels{"1700000000", "1700000050"}));
    EXPECT_EQ(labels({1e-5, 1.5e-5}), (Labels{"1e\u22125", "1.5e\u22125"}));
    EXPECT_EQ(labels({1e-6, 1e-3, 1.0}), (Labels{"1e\u22126", "1e\u22123", "1e0"}));
}

TEST(TickLabel, isTheSameInEveryLocale)
{
    const test::CommaLocale locale;
    ASSERT_TRUE(locale.isInForce());
    EXPECT_EQ(tickLabel(0.25, {0.25}), "0.25");
    EXPECT_EQ(shortestText(0.25), "0.25");
    EXPECT_EQ(fixedText(0.25, 1), "0.2");
}

} // namespace
} // namespace dpl::report
