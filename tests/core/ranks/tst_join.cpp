#include "ranks/join.hpp"
#include "ranks/local_processes.hpp"

#include "several_ranks.hpp"

#include "base/clock.hpp"
#include "base/stopped.hpp"
#include "patience.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace dpl;
using namespace dpl::ranks;
using dpl::test::messageOf;
using dpl::test::runRanks;

namespace {

/// A service that takes connections and never answers, as an HTTP server does that waits for a request it understands.
class SilentService {
public:
    SilentService() : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(m_socket, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(m_socket, 8) != 0
            || ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            throw Error("cannot listen");
        }
        m_port = ::ntohs(address.sin_port);
    }
    ~SilentService() { ::close(m_socket); }
    SilentService(const SilentService&) = delete;
    SilentService& operator=(const SilentService&) = delete;

    std::uint16_t port() const { return m_port; }

private:
    int m_socket;
    std::uint16_t m_port = 0;
};

RankPlace secondOfTwo(std::uint16_t port)
{
    RankPlace place;
    place.rank = 1;
    place.size = 2;
    place.port = port;
    place.launcher = Launcher::variables;
    return place;
}

std::string problemOf(const RankPlace& place, double timeout, const std::stop_token& stop = {})
{
    quietLibTorch();
    JoinOptions options;
    options.rendezvousTimeout = timeout;
    try {
        join(place, Json::object(), options, stop);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST(Join, refusesRanksOfDifferentJobsInTheSameWordsEverywhere)
{
    const auto thrown = runRanks(
        3, [](std::unique_ptr<Group>&) { ADD_FAILURE() << "they came together"; }, {},
        [](int rank) { return Json{{"seed", rank == 2 ? 1 : 0}, {"learning_rate", 0.1}}; });
    for (const auto& one : thrown) {
        EXPECT_EQ(messageOf(one),
            "ranks 0 and 2 differ in seed (0 and 1); start all with the same command and the same program");
    }
}

TEST(Join, saysWhichRanksDidNotCome)
{
    RankPlace place;
    place.size = 3;
    place.port = 0;
    place.launcher = Launcher::variables;
    const std::string problem = problemOf(place, 0.5);
    EXPECT_NE(problem.find("ranks 1 and 2 of 3 did not come"), std::string::npos) << problem;
}

TEST(Join, saysThatRankZeroDidNotCome)
{
    std::uint16_t port = 0;
    {
        const SilentService free;
        port = free.port();
    }
    const double began = steadySeconds();
    const std::string problem = problemOf(secondOfTwo(port), 1.0);
    EXPECT_NE(problem.find("rank 0 cannot be reached"), std::string::npos) << problem;
    EXPECT_LT(steadySeconds() - began, 10.0 * test::patience);
}

TEST(Join, leavesAServiceThatIsNoneOfOurs)
{
    const SilentService service;
    const double began = steadySeconds();
    const std::string problem = problemOf(secondOfTwo(service.port()), 0.5);
    EXPECT_NE(problem.find("port " + std::to_string(service.port())), std::string::npos) << problem;
    EXPECT_NE(problem.find("MASTER_PORT"), std::string::npos) << problem;
    EXPECT_LT(steadySeconds() - began, 9.0 * test::patience);
}

TEST(Join, isLeftWithinASecondWhenStopped)
{
    const SilentService service;
    std::stop_source source;
    source.request_stop();
    const double began = steadySeconds();
    EXPECT_THROW(problemOf(secondOfTwo(service.port()), 300.0, source.get_token()), Stopped);
    EXPECT_LT(steadySeconds() - began, 1.0 * test::patience);
}

TEST(Join, saysThatThePortIsTaken)
{
    const SilentService service;
    RankPlace place = secondOfTwo(service.port());
    place.rank = 0;
    const std::string problem = problemOf(place, 5.0);
    EXPECT_NE(problem.find("port " + std::to_string(service.port())), std::string::npos) << problem;
    EXPECT_NE(problem.find("set MASTER_PORT to one that is free"), std::string::npos) << problem;
}

TEST(Join, saysThatAHostIsNotKnown)
{
    RankPlace place = secondOfTwo(29'500);
    place.address = "no-such-host.invalid";
    const std::string problem = problemOf(place, 5.0);
    EXPECT_NE(problem.find("no-such-host.invalid is not known"), std::string::npos) << problem;
}

TEST(Join, refusesTwoProcessesOfOneRank)
{
    std::promise<std::uint16_t> listening;
    const std::shared_future<std::uint16_t> port = listening.get_future().share();
    std::vector<std::string> problems(3);
    {
        std::vector<std::jthread> threads;
        for (const int index : {0, 1, 2}) {
            threads.emplace_back([&, index] {
                RankPlace place;
                place.rank = index == 0 ? 0 : 1;
                place.size = 3;
                place.port = index == 0 ? std::uint16_t{0} : port.get();
                place.launcher = Launcher::variables;
                JoinOptions options;
                options.rendezvousTimeout = 20.0;
                if (index == 0) {
                    options.listening = [&](std::uint16_t served) { listening.set_value(served); };
                }
                try {
                    join(place, Json::object(), options, {});
                } catch (const Error& error) {
                    problems[static_cast<std::size_t>(index)] = error.what();
                }
            });
        }
    }
    for (const std::string& problem : problems) {
        EXPECT_EQ(problem, "two processes say that they are rank 1 of 3; each needs a RANK of its own");
    }
}

TEST(Join, saysWithItsLastWordsThatAProcessEndedBeforeItCame)
{
    const double began = steadySeconds();
    LocalProcesses children({"/bin/sh", "-c", "echo 'libfoo.so is not there' >&2; exit 3"}, 2);
    try {
        joinWith(children, 2, Json::object(), {}, {});
        ADD_FAILURE() << "they came together";
    } catch (const Error& error) {
        EXPECT_EQ(std::string(error.what()),
            "rank 1 ended before the ranks had come together; its last words: libfoo.so is not there");
    }
    EXPECT_LT(steadySeconds() - began, 10.0 * test::patience);
}

TEST(Join, endsTheProcessesThatItStartedWhenStopped)
{
    std::stop_source source;
    LocalProcesses children({"/bin/sh", "-c", "sleep 100"}, 3);
    JoinOptions options;
    std::jthread asking([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        source.request_stop();
    });
    const double began = steadySeconds();
    EXPECT_THROW(joinWith(children, 3, Json::object(), options, source.get_token()), Stopped);
    while (steadySeconds() - began < 5.0 * test::patience && children.badEnds().size() < 2) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(children.badEnds().size(), 2U) << "both were ended";
    EXPECT_LT(steadySeconds() - began, 4.0 * test::patience);
}
