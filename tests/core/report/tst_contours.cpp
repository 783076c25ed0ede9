#include "base/error.hpp"
#include "report/contour_labels.hpp"
#include "report/figure.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dpl::report {
namespace {

Contours sampled(double (*function)(double, double), int count, std::vector<double> levels)
{
    Contours contours;
    contours.levels = std::move(levels);
    for (int i = 0; i < count; ++i) {
        contours.x.push_back(-2.0 + 4.0 * i / (count - 1));
        contours.y.push_back(-2.0 + 4.0 * i / (count - 1));
    }
    for (const double x : contours.x) {
        for (const double y : contours.y) {
            contours.values.push_back(function(x, y));
        }
    }
    return contours;
}

double bowl(double x, double y)
{
    return x * x + y * y;
}

double slope(double x, double)
{
    return x;
}

TEST(ContourLines, aCircleIsOneClosedLine)
{
    const auto lines = contourLines(sampled(bowl, 81, {1.0}));
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_TRUE(lines[0].closed);
    EXPECT_EQ(lines[0].points.front(), lines[0].points.back());
    for (const auto& [x, y] : lines[0].points) {
        EXPECT_NEAR(std::hypot(x, y), 1.0, 1e-3);
    }
}

TEST(ContourLines, aSlopeHasOneStraightOpenLine)
{
    const auto lines = contourLines(sampled(slope, 12, {0.5}));
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_FALSE(lines[0].closed);
    EXPECT_EQ(lines[0].points.size(), 12u);
    for (const auto& point : lines[0].points) {
        EXPECT_NEAR(point.first, 0.5, 1e-12);
    }
}

TEST(ContourLines, aSaddleJoinsTheCornersThatItsCentreBelongsTo)
{
    // Corners 1 and 1 on one diagonal, 0 and 0 on the other; the centre is 0.5.
    const Contours saddle{"", SeriesRole::ink, {0, 1}, {0, 1}, {1, 0, 0, 1}, {0.4}};
    const auto joined = contourLines(saddle);
    ASSERT_EQ(joined.size(), 2u);
    for (const ContourLine& line : joined) {
        // Each cuts off a low corner: x - y keeps its sign along it.
        const auto& [from, to] = std::pair{line.points.front(), line.points.back()};
        EXPECT_GT((from.first - from.second) * (to.first - to.second), 0.0);
    }
}

TEST(ContourLines, cellsWithANonFiniteCornerAreCutOut)
{
    Contours contours = sampled(slope, 5, {0.5});
    contours.values[3 * 5 + 2] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(contourLines(contours).size(), 2u);
}

TEST(ContourLines, levelsAreRoundNumbersWithinTheValues)
{
    const auto levels = contourLevels(sampled(bowl, 41, {}));
    EXPECT_GE(levels.size(), 5u);
    EXPECT_LE(levels.size(), 9u);
    for (const double level : levels) {
        EXPECT_EQ(level, std::round(level));
    }
    EXPECT_TRUE(contourLevels(Contours{"", SeriesRole::ink, {0, 1}, {0, 1}, {2, 2, 2, 2}, {}}).empty());
}

TEST(ContourLines, aGridOfTheWrongSizeIsAnError)
{
    EXPECT_THROW(contourLines(Contours{"", SeriesRole::ink, {0, 1}, {0, 1}, {1, 2, 3}, {}}), Error);
}

TEST(ContourLabels, standInAGapOfTheirLine)
{
    const PlotArea area(AxisMap(Scale::linear, {-2, 2}), AxisMap(Scale::linear, {-2, 2}), 200.0, 100.0);
    const auto lines = labelContours(sampled(slope, 12, {0.5}), area, 6.0);
    ASSERT_EQ(lines.size(), 1u);
    ASSERT_TRUE(lines[0].label);
    EXPECT_EQ(lines[0].label->text, "0.5");
    EXPECT_NEAR(lines[0].label->centre.first, 125.0, 1e-9);
    EXPECT_NEAR(lines[0].label->centre.second, 50.0, 1e-9);
    EXPECT_NEAR(std::abs(lines[0].label->degrees), 90.0, 1e-9);
    ASSERT_EQ(lines[0].pieces.size(), 2u);
    for (const Path& piece : lines[0].pieces) {
        for (const Point& point : piece) {
            EXPECT_GT(std::abs(point.second - 50.0), 4.0);
        }
    }
}

TEST(ContourLabels, areLeftOutWhereThereIsNoRoom)
{
    const PlotArea area(AxisMap(Scale::linear, {-2, 2}), AxisMap(Scale::linear, {-2, 2}), 12.0, 12.0);
    for (const LabelledContour& line : labelContours(sampled(bowl, 21, {0.5, 1.0}), area, 6.0)) {
        EXPECT_FALSE(line.label);
    }
}

} // namespace
} // namespace dpl::report
