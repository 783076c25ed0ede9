#pragma once

#include <chrono>

namespace dpl {

/// Seconds on a clock that never jumps; only differences mean anything.
inline double steadySeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace dpl
