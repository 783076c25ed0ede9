#include "base/signal_watch.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dpl {
namespace {

using Request = SignalWatch::Request;

/// Whether something comes true within seconds.
template <typename F> bool comesTrue(F f)
{
    for (int i = 0; i < 2000 && !f(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return f();
}

/// What a child process that runs f ends with: its exit code, or 1000 + the signal that ended it.
template <typename F> int endOfChild(F f)
{
    const pid_t child = ::fork();
    if (child == 0) {
        f();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

TEST(SignalWatch, tellsTheFirstRequestToEndAndEveryOneToSave)
{
    const int end = endOfChild([] {
        std::atomic<int> ended = 0;
        std::atomic<int> saves = 0;
        std::atomic<int> by = 0;
        {
            const SignalWatch watch([&](Request request, int signal) {
                request == Request::end ? ++ended : ++saves;
                by = request == Request::end ? signal : by.load();
            });
            ::raise(SIGUSR1);
            ::raise(SIGUSR2);
            ::raise(SIGUSR1);
            if (!comesTrue([&] { return saves == 3; })) {
                ::_exit(1);
            }
            ::raise(SIGHUP);
            ::raise(SIGHUP); // a terminal that closes sends several
            ::raise(SIGTERM); // and so does a scheduler
            if (!comesTrue([&] { return ended == 1; }) || by != SIGHUP) {
                ::_exit(2);
            }
        }
        ::_exit(ended == 1 && saves == 3 ? 77 : 3);
    });
    EXPECT_EQ(end, 77);
}

TEST(SignalWatch, aSecondRequestLeavesAtOnce)
{
    EXPECT_EQ(endOfChild([] {
        const SignalWatch watch([](Request, int) {});
        ::raise(SIGTERM);
        ::raise(SIGINT);
    }),
        128 + SIGINT);
    EXPECT_EQ(endOfChild([] {
        const SignalWatch watch([](Request, int) {});
        ::raise(SIGTERM);
        std::this_thread::sleep_for(std::chrono::milliseconds(2100));
        ::raise(SIGTERM);
    }),
        128 + SIGTERM);
}

TEST(SignalWatch, whatTheProgramWasStartedToIgnoreStaysIgnored)
{
    EXPECT_EQ(endOfChild([] {
        ::signal(SIGHUP, SIG_IGN);
        std::atomic<bool> told = false;
        const SignalWatch watch([&](Request, int) { told = true; });
        ::raise(SIGHUP);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        ::_exit(told ? 1 : 77);
    }),
        77);
}

TEST(SignalWatch, leavesSignalsAsTheyWere)
{
    EXPECT_EQ(endOfChild([] {
        {
            const SignalWatch watch([](Request, int) {});
        }
        ::raise(SIGTERM);
    }),
        1000 + SIGTERM);
}

} // namespace
} // namespace dpl
