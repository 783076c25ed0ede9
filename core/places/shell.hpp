#pragma once

#include "base/child_process.hpp"
#include "base/error.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::places {

/// How long one question to a place may take.
inline constexpr std::chrono::milliseconds questionDeadline = std::chrono::seconds(30);

/// A place did not answer. The message is a sentence with the way out.
class Unreachable : public Error {
public:
    using Error::Error;
};

/// A place would ask the user something, and may not now: a password, a passphrase, a host's key.
class NeedsUser : public Unreachable {
public:
    using Unreachable::Unreachable;
};

/// Called with the bytes of a file that have arrived so far, on any thread.
using BytesTold = std::function<void(std::int64_t bytes)>;

/// What of a job's folder is wanted.
enum class Fetch {
    records, ///< all but checkpoints, weights of any kind, locks and what is unfinished
    models, ///< weights, too
};

/// Runs scripts where a place is: on this machine, or on a host by ssh; and moves files there and back.
class Shell {
public:
    virtual ~Shell() = default;

    struct Output {
        int status = 0; ///< of the script itself
        std::string out;
        std::string err;
    };

    /// Runs a script by sh, in the home folder or where we are. `input` is the standard input of its commands. Throws
    /// Unreachable if the place cannot be reached, TimedOut past the deadline, Stopped.
    virtual Output run(const std::string& script, const std::string& input = {},
        std::chrono::milliseconds deadline = questionDeadline, const std::stop_token& stop = {}) = 0;

    /// Makes `remote`, an absolute path there, a copy of a file here: whole, or not at all. Throws what `run` throws,
    /// and Error.
    virtual void send(const std::filesystem::path& local, const std::string& remote, const std::stop_token& stop = {},
        const BytesTold& told = {}) = 0;

    /// Brings a folder from there into `mirror`, which is made equal to it. Throws what `run` throws, and Error.
    virtual void fetch(const std::string& remoteFolder, const std::filesystem::path& mirror, Fetch what,
        const std::stop_token& stop = {}) = 0;

    /// Whether paths there are paths here, so that nothing has to be moved.
    virtual bool sharesFiles() const = 0;
};

/// A word for sh, quoted if it must be.
std::string shellWord(std::string_view word);

/// A text file there.
struct TextThere {
    std::string file; ///< an absolute path
    std::string text;
};

/// Writes files there, each whole or not at all, in one question; makes their folders. Throws what Shell::run throws,
/// and Error.
void writeThere(Shell& shell, const std::vector<TextThere>& files, const std::stop_token& stop = {});

/// The same of one.
void writeThere(Shell& shell, const std::string& file, const std::string& text, const std::stop_token& stop = {});

} // namespace dpl::places
