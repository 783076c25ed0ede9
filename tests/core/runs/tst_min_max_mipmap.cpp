#include "runs/min_max_mipmap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace dpl::runs {
namespace {

Curve noise(std::size_t count, unsigned seed)
{
    Curve curve;
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < count; ++i) {
        curve.x.push_back(static_cast<double>(i));
        curve.y.push_back(normal(random));
    }
    return curve;
}

/// Lowest and highest finite value of the points with low <= x < high.
std::pair<double, double> extremes(const Curve& curve, double low, double high)
{
    std::pair<double, double> result(std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity());
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (curve.x[i] >= low && curve.x[i] < high && std::isfinite(curve.y[i])) {
            result = {std::min(result.first, curve.y[i]), std::max(result.second, curve.y[i])};
        }
    }
    return result;
}

TEST(MinMaxMipmap, losesNoExtremeInAnyColumnAtAnyZoom)
{
    for (const std::size_t count : {5000U, 4097U, 12345U}) {
        Curve curve = noise(count, 7);
        curve.y[count / 3] = 50.0; // a spike one point wide
        curve.y[count / 2] = std::numeric_limits<double>::quiet_NaN();
        const MinMaxMipmap pyramid(curve);
        for (const auto& [low, high] : std::vector<std::pair<double, double>>{
                 {0, double(count)}, {100, 4000}, {count / 3.0, count / 3.0 + 1000}}) {
            constexpr int columns = 64;
            const Curve drawn = pyramid.decimated(low, high, columns);
            EXPECT_LE(drawn.x.size(), 4U * columns + 2);
            EXPECT_TRUE(std::is_sorted(drawn.x.begin(), drawn.x.end()));
            for (int column = 0; column < columns; ++column) {
                const double from = low + (high - low) * column / columns;
                const double to = low + (high - low) * (column + 1) / columns;
                EXPECT_EQ(extremes(drawn, from, to), extremes(curve, from, to)) << count << " column " << column;
            }
        }
    }
}

TEST(MinMaxMipmap, givesEveryPointWhereThereAreFew)
{
    const Curve curve = noise(1000, 3);
    const Curve drawn = MinMaxMipmap(curve).decimated(10, 20, 100);
    ASSERT_EQ(drawn.x.size(), 13U); // and one on each side, so that the line leaves the picture
    EXPECT_EQ(drawn.x.front(), 9.0);
    EXPECT_EQ(drawn.x.back(), 21.0);
    EXPECT_TRUE(MinMaxMipmap().decimated(0, 1, 10).x.empty());
    EXPECT_EQ(MinMaxMipmap(Curve{{5}, {1}}).decimated(5, 5, 10).x.size(), 1U);
}

TEST(MinMaxMipmap, showsGapsAsGaps)
{
    Curve curve = noise(10000, 1);
    std::fill(curve.y.begin() + 2000, curve.y.begin() + 8000, std::numeric_limits<double>::quiet_NaN());
    const Curve drawn = MinMaxMipmap(curve).decimated(0, 10000, 20);
    EXPECT_TRUE(std::any_of(drawn.y.begin(), drawn.y.end(), [](double y) { return std::isnan(y); }));
}

} // namespace
} // namespace dpl::runs
