#include "interruption.hpp"

#include <csignal>
#include <cstdlib>
#include <thread>

#include <pthread.h>

namespace dpl::cli {

std::stop_token stopOnInterruption()
{
    // A signal handler may not touch a stop source, but a thread that waits for the signal may. Blocked here, before
    // any other thread starts, the signals stay blocked in all of them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::stop_source source;
    std::thread([signals, source]() mutable {
        int signal = 0;
        sigwait(&signals, &signal);
        source.request_stop();
        sigwait(&signals, &signal);
        std::_Exit(128 + signal);
    }).detach();
    return source.get_token();
}

} // namespace dpl::cli
