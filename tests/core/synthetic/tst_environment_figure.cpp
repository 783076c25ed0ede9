#include "synthetic/builtin_environments.hpp"
#include "synthetic/figures.hpp"
#include "synthetic/piecewise_environment.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace dpl;
using namespace dpl::synthetic;

namespace {

const report::Line& lineOf(const report::Figure& figure, std::size_t panel, std::size_t layer)
{
    return std::get<report::Line>(figure.panels.at(panel).layers.at(layer));
}

} // namespace

TEST(EnvironmentFigure, drawsEachContextAsALineInterruptedAtJumps)
{
    const report::Figure figure = environmentFigure(PiecewiseEnvironment::example());
    report::checkFigure(figure);
    ASSERT_EQ(figure.panels.size(), 2U);
    const report::Line& hopeful = lineOf(figure, 0, 0);
    EXPECT_EQ(hopeful.label, "hopeful, P = 0.5");
    EXPECT_EQ(hopeful.role, report::SeriesRole::context1);
    EXPECT_EQ(hopeful.x, (std::vector<double>{0.0, 0.8, 0.8, 0.8, 1.0}));
    EXPECT_TRUE(std::isnan(hopeful.y.at(2)));
    EXPECT_EQ(lineOf(figure, 0, 1).role, report::SeriesRole::context2);
}

TEST(EnvironmentFigure, drawsProbabilitiesThatDependOnTheAlternative)
{
    const PiecewiseLinear half({{0.5, 0.25}, {0.5, 0.75}});
    const PiecewiseLinear other({{0.5, 0.75}, {0.5, 0.25}});
    const report::Figure figure = environmentFigure(PiecewiseEnvironment("switch",
        {{"early", half, PiecewiseLinear({{0.2, 1.0}})}, {"late", other, PiecewiseLinear({{0.0, 0.0}, {1.0, 1.0}})}}));
    report::checkFigure(figure);
    ASSERT_EQ(figure.panels.size(), 3U);
    EXPECT_EQ(lineOf(figure, 0, 0).label, "early");
    // Constant beyond the outermost points, to the ends of the axis.
    EXPECT_EQ(lineOf(figure, 0, 0).x, (std::vector<double>{0.0, 0.2, 1.0}));
    EXPECT_EQ(lineOf(figure, 1, 0).x, (std::vector<double>{0.0, 0.5, 0.5, 0.5, 1.0}));
}

TEST(EnvironmentFigure, coversTheBuiltInEnvironments)
{
    const report::Figure one = environmentFigure(OneDimensionalEnvironment());
    report::checkFigure(one);
    EXPECT_EQ(one.panels.size(), 2U);
    EXPECT_EQ(lineOf(one, 0, 0).label, "z = 1, P = 0.5");
    report::checkFigure(environmentFigure(TwoDimensionalEnvironment()));
}

TEST(EnvironmentFigure, aFifthContextBeginsTheRolesAgain)
{
    EXPECT_EQ(contextRole(3), report::SeriesRole::context4);
    EXPECT_EQ(contextRole(4), report::SeriesRole::context1);
}
