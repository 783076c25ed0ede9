#include "report/distinct_roles.hpp"

#include <gtest/gtest.h>

#include <set>

namespace dpl::report {
namespace {

TEST(DistinctRoles, leaveTheFirstItsOwnAndTellTheOthersApart)
{
    const SeriesRole helpful = variantRole(SeriesRole::base, 1);
    const auto roles = distinctRoles({SeriesRole::base, SeriesRole::base, SeriesRole::categorical, helpful,
        SeriesRole::base, SeriesRole::ink, SeriesRole::ink});
    EXPECT_EQ(roles[0], SeriesRole::base);
    EXPECT_EQ(roles[2], SeriesRole::categorical);
    EXPECT_EQ(roles[3], helpful);
    EXPECT_EQ(std::set<SeriesRole>(roles.begin(), roles.end()).size(), roles.size());
}

TEST(DistinctRoles, doNotChangeWhenFurtherSeriesCome)
{
    std::vector<SeriesRole> own(12, SeriesRole::meanAndVariance);
    const auto few = distinctRoles(own);
    own.resize(40, SeriesRole::base);
    const auto many = distinctRoles(own);
    EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
}

/// Not only as values: by their colour, or else by their dashes, on both grounds.
TEST(DistinctRoles, lookDifferent)
{
    const auto roles = distinctRoles(std::vector<SeriesRole>(40, SeriesRole::categorical));
    for (const Ground ground : {Ground::paper, Ground::dark}) {
        std::set<std::pair<std::string, Dash>> looks;
        for (const SeriesRole role : roles) {
            const SeriesStyle style = seriesStyle(role, ground);
            looks.emplace(hexColour(style.colour), style.dash);
        }
        EXPECT_EQ(looks.size(), roles.size());
    }
}

TEST(DistinctRoles, comeAgainWhereThereAreTooManyToTellApart)
{
    EXPECT_EQ(distinctRoles(std::vector<SeriesRole>(500, SeriesRole::base)).size(), 500u);
}

} // namespace
} // namespace dpl::report
