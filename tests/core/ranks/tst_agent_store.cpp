// What takes a store in hand: torchrun serves one itself, and keeps it over restarts; ranks that meet and are not
// connected then.

#include "ranks/join.hpp"
#include "ranks/rendezvous.hpp"
#include "ranks/store.hpp"

#include "base/clock.hpp"
#include "patience.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

using namespace dpl;
using namespace dpl::ranks;

namespace {

/// Two ranks meet at a store that is there. What each of them says in the end.
std::vector<std::string> meetAt(std::uint16_t port, const std::string& meeting)
{
    std::vector<std::string> said(2);
    std::vector<std::jthread> threads;
    for (const int rank : {0, 1}) {
        threads.emplace_back([&, rank] {
            RankPlace place;
            place.rank = rank;
            place.size = 2;
            place.port = port;
            place.agentServesStore = true;
            place.meeting = meeting;
            place.launcher = Launcher::torchrun;
            JoinOptions options;
            options.rendezvousTimeout = 10.0;
            try {
                const auto group = join(place, Json::object(), options, {});
                said[static_cast<std::size_t>(rank)] = broadcastText(*group, "together");
                group->finish();
            } catch (const Error& error) {
                said[static_cast<std::size_t>(rank)] = error.what();
            }
        });
    }
    threads.clear();
    return said;
}

} // namespace

TEST(AgentStore, isUsedAgainAfterARestart)
{
    quietLibTorch();
    const Store agent = Store::serving(0, "of the agent");
    const std::vector<std::string> together{"together", "together"};
    EXPECT_EQ(meetAt(agent.port(), "run/0"), together);
    EXPECT_EQ(meetAt(agent.port(), "run/1"), together); // the restart's keys are its own
    for (const std::string& sentence :
        meetAt(agent.port(), "run/1")) { // and those of an earlier start are not taken for others
        EXPECT_NE(sentence.find("two processes say that they are rank"), std::string::npos) << sentence;
    }
}

TEST(AgentStore, isNoHelpWhereRanksMeetButCannotBeConnected)
{
    quietLibTorch();
    const Store agent = Store::serving(0, "of the agent");
    RankPlace place;
    place.size = 2;
    place.port = agent.port();
    place.agentServesStore = true;
    place.launcher = Launcher::torchrun;
    JoinOptions options;
    options.connectTimeout = 0.5;
    std::jthread other([place, options]() mutable {
        place.rank = 1;
        meet(place, Json::object(), options, std::atomic<bool>(false)); // and goes no further
    });
    const double began = steadySeconds();
    try {
        join(place, Json::object(), options, {});
        ADD_FAILURE() << "they were connected";
    } catch (const Error& error) {
        const std::string sentence = error.what();
        EXPECT_NE(sentence.find("the ranks met, but cannot be connected"), std::string::npos) << sentence;
        EXPECT_NE(sentence.find("--interface"), std::string::npos) << sentence;
    }
    EXPECT_LT(steadySeconds() - began, 20.0 * test::patience);
}
