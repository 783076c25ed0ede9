#include "places/look_schedule.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

using std::chrono::seconds;

TEST(LookSchedule, asksClustersSeldomAndWhatFailsMoreSeldom)
{
    EXPECT_EQ(lookAgainAfter(PlaceKind::slurm, true, 0), seconds(10));
    EXPECT_EQ(lookAgainAfter(PlaceKind::sshSlurm, false, 0), seconds(60));
    EXPECT_EQ(lookAgainAfter(PlaceKind::ssh, true, 0), seconds(3));
    EXPECT_EQ(lookAgainAfter(PlaceKind::ssh, false, 0), seconds(30));
    EXPECT_EQ(lookAgainAfter(PlaceKind::apart, true, 0), seconds(1));
    EXPECT_EQ(lookAgainAfter(PlaceKind::slurm, true, 2), seconds(40));
    EXPECT_EQ(lookAgainAfter(PlaceKind::slurm, true, 1000), seconds(300));
}

} // namespace
} // namespace dpl::places
