#pragma once

#include "base/error.hpp"
#include "base/process_identity.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl {

/// Another program and how it is started. It has the signals, and no open file, of ours.
struct ChildCommand {
    std::vector<std::string> words; ///< the program, looked for in PATH where it has no slash, and its arguments
    std::string input{}; ///< its standard input
    std::map<std::string, std::optional<std::string>> environment{}; ///< what differs from ours; nothing: taken out
    std::filesystem::path folder{}; ///< it works in; empty: ours
    bool sharesTerminal = false; ///< it may ask the user on our terminal; Ctrl-C there reaches it, too
};

/// How long a program may take, and how much it may say.
struct ChildBounds {
    std::chrono::milliseconds deadline = std::chrono::seconds(30);
    std::size_t mostOutput = std::size_t{16} << 20; ///< bytes; more is an error
    std::size_t mostErrors = std::size_t{64} << 10; ///< bytes; of more, the last are kept
};

/// How a program ended, and what it wrote.
struct ChildEnded {
    int status = 0; ///< its exit status, or 128 + the signal that ended it, as a shell has it
    std::string out;
    std::string err;
};

/// A program was given up at its deadline.
class TimedOut : public Error {
public:
    using Error::Error;
};

/// A program could not be started: mostly there is none of that name.
class CannotStart : public Error {
public:
    CannotStart(const std::string& program, int reason);

    bool isMissing() const { return m_isMissing; } ///< there is no such program

private:
    bool m_isMissing;
};

/// Runs a program to its end. What it started in turn may outlive it (ssh leaves a connection behind), but at the
/// deadline and when a stop is requested its whole process group is ended. Throws CannotStart, TimedOut, Stopped, and
/// Error if it says more than it may.
ChildEnded runChild(const ChildCommand& command, const ChildBounds& bounds = {}, const std::stop_token& stop = {});

/// Starts a program that outlives this one and whatever ends it: in a session of its own, reading nothing (`input` must
/// be empty), with what it writes appended to `log`. Throws CannotStart, and Error if the log cannot be written.
ProcessIdentity startDetached(const ChildCommand& command, const std::filesystem::path& log);

} // namespace dpl
