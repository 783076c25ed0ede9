#pragma once

#include <stop_token>

namespace dpl {

/// Thrown out of the middle of work when a stop was requested. No failure: a job that it leaves ends as stopped.
struct Stopped { };

inline void throwIfStopped(const std::stop_token& stop)
{
    if (stop.stop_requested()) {
        throw Stopped{};
    }
}

} // namespace dpl
