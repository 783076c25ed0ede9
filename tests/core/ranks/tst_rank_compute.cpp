#include "ranks/rank_compute.hpp"

#include "several_ranks.hpp"

#include <gtest/gtest.h>

using namespace dpl;
using namespace dpl::ranks;

TEST(RankCompute, givesEachRankOfAMachineADeviceOfItsOwn)
{
    EXPECT_EQ(deviceOfRank("cuda", 0, 4, 4), "cuda:0");
    EXPECT_EQ(deviceOfRank("cuda", 3, 4, 4), "cuda:3");
    EXPECT_EQ(deviceOfRank("cuda:0", 3, 4, 4), "cuda:3"); // as recipes write "cuda"
    EXPECT_EQ(deviceOfRank("cuda", 0, 1, 1), "cuda"); // its launcher shows it one of its own
    EXPECT_EQ(deviceOfRank("cuda:1", 3, 4, 4), "cuda:1"); // as it was said
    EXPECT_EQ(deviceOfRank("cpu", 7, 8, 0), "cpu");
    EXPECT_THROW(deviceOfRank("cuda", 2, 3, 2), Error);
}

TEST(RankCompute, sharesTheCoresThatRanksHaveInCommon)
{
    const int available = availableThreads();
    const auto thrown = test::runRanks(2, [&](std::unique_ptr<Group>& group) {
        EXPECT_EQ(computeOfRank(*group, {}).threads, std::max(1, available / 2));
        EXPECT_EQ(computeOfRank(*group, {3, false, "cpu"}).threads, 3); // as it was said
        group->finish();
    });
    for (const auto& one : thrown) {
        EXPECT_EQ(test::messageOf(one), "");
    }
    EXPECT_EQ(computeOfRank(alone(), {}).threads, 0);
}
