#pragma once

#include <stop_token>

namespace dpl::hub {

/// The clock by which the hub's client waits, where it was told to or before it tries again. Tests set another.
class Waiting {
public:
    virtual ~Waiting() = default;

    /// Returns after so many seconds, or at once when a stop is requested. Called from several threads.
    virtual void wait(double seconds, const std::stop_token& stop);
};

} // namespace dpl::hub
