#include "base/signal_watch.hpp"

#include "base/error.hpp"
#include "base/uninterrupted.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

namespace dpl {

namespace {

constexpr std::array watched{SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

// What a handler may touch: a handler is the process's, so this is, too.
int toWatch = -1; ///< the pipe's end that the handler writes signals' numbers to
std::atomic<std::int64_t> firstRequest = 0; ///< to end: milliseconds on the monotonic clock; 0: there was none
std::array<struct sigaction, watched.size()> before;
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t milliseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000 + 1;
}

bool asksToSave(int signal)
{
    return signal == SIGUSR1 || signal == SIGUSR2;
}

bool leavesAtOnce(int signal, std::int64_t sinceFirst)
{
    constexpr std::int64_t sameRequest = 2000;
    return signal == SIGINT || (signal == SIGTERM && sinceFirst >= sameRequest);
}

extern "C" void handle(int signal)
{
    const int reason = errno;
    bool isNews = true;
    if (!asksToSave(signal)) {
        std::int64_t first = 0;
        const std::int64_t now = milliseconds();
        isNews = firstRequest.compare_exchange_strong(first, now);
        if (!isNews && leavesAtOnce(signal, now - first)) {
            ::_exit(128 + signal);
        }
    }
    const auto number = static_cast<unsigned char>(signal);
    if (isNews && ::write(toWatch, &number, 1) != 1) {
        // The pipe is full of requests that nobody has read yet.
    }
    errno = reason;
}

} // namespace

SignalWatch::SignalWatch(std::function<void(Request, int)> told) : m_told(std::move(told))
{
    int ends[2];
    if (::pipe(ends) != 0) {
        throw Error(std::string("cannot listen for signals: ") + std::strerror(errno));
    }
    for (const int end : ends) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
    toWatch = ends[1];
    firstRequest = 0;
    m_thread = std::thread([this, from = ends[0]] {
        unsigned char signal = 0;
        while (uninterrupted([&] { return ::read(from, &signal, 1); }) == 1) {
            m_told(asksToSave(signal) ? Request::save : Request::end, signal);
        }
        ::close(from);
    });
    struct sigaction action { };
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < watched.size(); ++i) {
        ::sigaction(watched[i], nullptr, &before[i]);
        if (before[i].sa_handler != SIG_IGN) {
            ::sigaction(watched[i], &action, nullptr);
        }
    }
}

SignalWatch::~SignalWatch()
{
    for (std::size_t i = 0; i < watched.size(); ++i) {
        ::sigaction(watched[i], &before[i], nullptr);
    }
    ::close(toWatch);
    m_thread.join();
}

} // namespace dpl
