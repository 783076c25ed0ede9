#include "interruption.hpp"

#include "base/signal_watch.hpp"
#include "exit_codes.hpp"

#include <atomic>

#include <signal.h>

namespace dpl::cli {

namespace {

// Signals are the process's, and so is what became of them.
std::atomic<bool> saveRequested = false;
std::atomic<int> stoppedBy = SIGINT;
Work stoppedWork = Work::isSaved;

} // namespace

std::stop_token stopOnInterruption(Work work)
{
    stoppedWork = work;
    if (work == Work::isSaved) {
        ::signal(SIGPIPE, SIG_IGN);
    }
    static const std::stop_source source;
    static const SignalWatch watch([ending = source](SignalWatch::Request request, int signal) mutable {
        if (request == SignalWatch::Request::save) {
            saveRequested = true;
        } else {
            stoppedBy = signal;
            ending.request_stop();
        }
    });
    return source.get_token();
}

bool takeSaveRequest()
{
    return saveRequested.exchange(false);
}

int interruptedExitCode(bool goesOn)
{
    return goesOn && stoppedWork == Work::isSaved ? stoppedExitCode(stoppedBy) : 128 + stoppedBy;
}

} // namespace dpl::cli
