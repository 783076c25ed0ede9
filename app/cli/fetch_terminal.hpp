#pragma once

#include "base/format.hpp"
#include "hub/fetch.hpp"
#include "terminal_observer.hpp"

#include <string>

namespace dpl::cli {

/// Shows a fetch, and says what it waits for.
class FetchTerminal final : public TerminalObserver<Observer> {
public:
    void noted(const std::string& sentence) override { print("dpl: " + sentence); }
};

/// "5.8 MiB of 22 MiB are kept. Run the same command to resume.", of a fetch that was stopped.
inline std::string whatIsKept(const hub::FetchResult& result)
{
    return (result.bytes > 0 ? formatBytes(result.bytesThere) + " of " + formatBytes(result.bytes) + " are kept. "
                             : std::string())
        + "Run the same command to resume.";
}

} // namespace dpl::cli
