#include "ranks/group.hpp"

#include "several_ranks.hpp"

#include "base/clock.hpp"
#include "base/stopped.hpp"
#include "patience.hpp"
#include "ranks/together.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <mutex>
#include <numeric>
#include <random>

using namespace dpl;
using namespace dpl::ranks;
using dpl::test::messageOf;
using dpl::test::runRanks;

namespace {

std::vector<float> numbersOf(int rank)
{
    std::mt19937 random(static_cast<unsigned>(rank) + 1);
    std::normal_distribution<float> normal;
    std::vector<float> values(9'973);
    for (float& value : values) {
        value = normal(random);
    }
    return values;
}

} // namespace

TEST(Group, ofOneProcessKeepsWhatIsItsOwn)
{
    Group& group = alone();
    EXPECT_TRUE(group.isAlone());
    EXPECT_TRUE(group.isFirst());
    EXPECT_EQ(gatherTexts(group, "mine"), std::vector<std::string>{"mine"});
    EXPECT_EQ(broadcastText(group, "mine"), "mine");
    EXPECT_FALSE(anyOf(group, false));
    EXPECT_TRUE(anyOf(group, true));
    EXPECT_EQ(together(group, [] { return 3; }), 3);
    EXPECT_THROW(together(group, []() -> int { throw Error("as it is"); }), Error);
}

TEST(Group, gathersSumsAndBroadcasts)
{
    constexpr int size = 3;
    std::mutex mutex;
    std::vector<std::vector<float>> sums;
    const auto thrown = runRanks(size, [&](std::unique_ptr<Group>& group) {
        EXPECT_EQ(group->size(), size);
        EXPECT_EQ(group->members().size(), std::size_t{size});
        EXPECT_EQ(group->members()[1].host, thisProcess().host);
        const std::string own(static_cast<std::size_t>(group->rank()), 'x'); // rank 0's is empty
        EXPECT_EQ(gatherTexts(*group, own), (std::vector<std::string>{"", "x", "xx"}));
        EXPECT_EQ(broadcastText(*group, group->isFirst() ? "of rank 0" : "another"), "of rank 0");
        EXPECT_TRUE(anyOf(*group, group->rank() == 2));
        EXPECT_FALSE(anyOf(*group, false));
        std::vector<float> values = numbersOf(group->rank());
        group->sum(values);
        group->finish();
        const std::lock_guard lock(mutex);
        sums.push_back(values);
    });
    for (const auto& one : thrown) {
        EXPECT_EQ(messageOf(one), "");
    }
    ASSERT_EQ(sums.size(), std::size_t{size});
    const std::vector<float> a = numbersOf(0);
    const std::vector<float> b = numbersOf(1);
    const std::vector<float> c = numbersOf(2);
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_NEAR(sums[0][i], a[i] + b[i] + c[i], 1e-5);
    }
    EXPECT_EQ(std::memcmp(sums[0].data(), sums[1].data(), sums[0].size() * sizeof(float)), 0);
    EXPECT_EQ(std::memcmp(sums[0].data(), sums[2].data(), sums[0].size() * sizeof(float)), 0);
}

TEST(Group, tellsAllRanksWhyOneFailed)
{
    const double began = steadySeconds();
    const auto thrown = runRanks(3, [](std::unique_ptr<Group>& group) {
        together(*group, [&] {
            if (group->rank() == 1) {
                throw Error("rows.jsonl is not there");
            }
            group->finish(); // for which the others wait
            return 0;
        });
    });
    for (const auto& one : thrown) {
        EXPECT_EQ(messageOf(one), "rank 1 (" + thisProcess().host + "): rows.jsonl is not there");
    }
    EXPECT_LT(steadySeconds() - began, 10.0 * test::patience);
}

TEST(Group, stopsAllRanksWhereOneIsStopped)
{
    const auto thrown = runRanks(2, [](std::unique_ptr<Group>& group) {
        together(*group, [&]() -> int {
            if (group->rank() == 1) {
                throw Stopped{};
            }
            group->finish();
            return 0;
        });
    });
    for (const auto& one : thrown) {
        EXPECT_THROW(std::rethrow_exception(one), Stopped);
    }
}

TEST(Group, doesNotWaitForEverForARankThatDoesNotCome)
{
    JoinOptions options;
    options.collectiveTimeout = 0.3;
    const auto thrown = runRanks(
        2,
        [](std::unique_ptr<Group>& group) {
            if (group->isFirst()) {
                group->finish();
            } else {
                std::this_thread::sleep_for(std::chrono::seconds(2));
                group->finish();
            }
        },
        options);
    EXPECT_NE(messageOf(thrown[0]).find("--collective_timeout"), std::string::npos) << messageOf(thrown[0]);
    EXPECT_EQ(messageOf(thrown[0]), messageOf(thrown[1]));
}
