#include "synthetic/grid.hpp"

#include <gtest/gtest.h>

namespace dpl::synthetic {
namespace {

TEST(Grid, hasBothEndsInOneDimension)
{
    const Grid grid(1, 5);
    EXPECT_EQ(grid.size(), 5u);
    EXPECT_EQ(grid.axis(), (std::vector{0.0, 0.25, 0.5, 0.75, 1.0}));
    EXPECT_EQ(grid.points(), grid.axis());
    ASSERT_EQ(grid.point(3).size(), 1u);
    EXPECT_EQ(grid.point(3)[0], 0.75);
}

TEST(Grid, runsThroughTheSecondCoordinateFirst)
{
    const Grid grid(2, 3);
    EXPECT_EQ(grid.size(), 9u);
    EXPECT_EQ(grid.points().size(), 18u);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            const auto point = grid.point(i * 3 + j);
            ASSERT_EQ(point.size(), 2u);
            EXPECT_EQ(point[0], grid.axis()[i]);
            EXPECT_EQ(point[1], grid.axis()[j]);
        }
    }
}

TEST(Grid, ofCurvesAndOfVotersHaveTheirSizes)
{
    EXPECT_EQ(curveGrid(1).size(), 201u);
    EXPECT_EQ(curveGrid(2).size(), 41u * 41u);
    EXPECT_EQ(votingGrid(1).size(), 101u);
    EXPECT_EQ(votingGrid(2).size(), 15u * 15u);
}

} // namespace
} // namespace dpl::synthetic
