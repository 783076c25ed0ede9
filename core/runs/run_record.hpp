#pragma once

#include "base/json.hpp"
#include "base/process_identity.hpp"
#include "runs/placed_state.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dpl::runs {

enum class RunState {
    running, ///< a process is writing it
    finished,
    stopped, ///< on request; can be resumed
    failed, ///< with an error; its message says why
    interrupted, ///< recorded as running, but no process is: it was killed, and can be resumed
};

std::string toString(RunState state);
RunState runStateFromString(const std::string& name);

/// The process that writes a run, or was the last to.
struct RunProcess {
    ProcessIdentity identity;
    std::string seen; ///< when it last said that it is at work

    friend bool operator==(const RunProcess&, const RunProcess&) = default;
};

/// {"host": ..., "pid": ..., "boot": ..., "started": ..., "seen": ...} and back; throws Error naming `source`.
Json toJson(const RunProcess& process);
RunProcess processFromJson(const Json& value, const std::string& source);

/// What run.json holds. Times are UTC, ISO 8601.
struct RunRecord {
    /// Raised where a key changes its meaning, with a step in migration.cpp; keys that are new have defaults instead.
    static constexpr int currentVersion = 2;

    int version = currentVersion; ///< of the file it was read from
    std::string kind; ///< "synthetic"
    std::string title;
    Json params; ///< of the job; equal params give equal results
    std::string programVersion;
    std::string device;
    int threads = 0;
    Json cut; ///< how rows are cut into batches and parts: a function of params and rows; null: not known
    std::string created;
    std::string finished; ///< empty until the run ended
    RunState state = RunState::running;
    std::string message; ///< of a failed run
    std::vector<std::string> warnings; ///< each once; at most RunFolder::mostWarnings, the log has all
    std::int64_t step = 0;
    std::int64_t totalSteps = 0;
    Json summary; ///< the few numbers that a list of runs shows
    std::optional<RunProcess> process; ///< none in runs of earlier versions
    std::optional<PlacedState> placed{}; ///< of the job that it is, if that was given to a place; not in run.json

    Json toJson() const;

    friend bool operator==(const RunRecord&, const RunRecord&) = default;

    /// Throws Error naming `source` if a field is missing or wrong, or if the version is newer than this program knows.
    /// What an earlier version wrote is migrated.
    static RunRecord fromJson(const Json& value, const std::string& source);
};

/// Now, as run.json writes times: "2026-01-31T12:00:00Z".
std::string utcNow();

/// Seconds from such a time until now, by this machine's clock; nothing if it is no such time.
std::optional<double> secondsSince(const std::string& time);

/// Seconds between two of them; nothing if one is no such time.
std::optional<double> secondsBetween(const std::string& begin, const std::string& end);

} // namespace dpl::runs
