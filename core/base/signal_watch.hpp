#pragma once

#include <functional>
#include <thread>

namespace dpl {

/// Listens for the signals by which terminals, sessions and schedulers ask a program to end or to save its work, while
/// it lives; a process has one at a time.
///
/// SIGINT, SIGTERM and SIGHUP ask it to end. The second request ends it at once, with the exit code 128 + the signal's
/// number; a SIGHUP is never the second one, nor is a SIGTERM within two seconds of the first request, since terminals
/// and schedulers send these several times. SIGUSR1 and SIGUSR2 ask it to save: schedulers send them before a time
/// limit. A signal that the program was started to ignore (SIGHUP under nohup) stays ignored.
class SignalWatch {
public:
    enum class Request { end, save };

    /// Requests are told on a thread of the watch's own, the first to end and every one to save.
    explicit SignalWatch(std::function<void(Request, int signal)> told);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

private:
    std::function<void(Request, int)> m_told;
    std::thread m_thread;
};

} // namespace dpl
