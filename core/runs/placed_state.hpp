#pragma once

#include "base/json.hpp"
#include "base/process_identity.hpp"

#include <filesystem>
#include <optional>
#include <string>

/// What is known of a job that runs elsewhere than in a window or a terminal: apart, on a cluster, on another machine.
namespace dpl::runs {

/// The sidecar of a run or job: who runs it, and what was seen of it last.
inline constexpr const char* placedName = "place.json";

enum class PlacedStage {
    pending, ///< waits for its turn
    configuring, ///< its machines are made ready
    running,
    completing, ///< it has ended, and its machines are being cleared
    suspended,
    requeued, ///< it has saved what it had done, and waits to go on
    finished,
    stopped, ///< on request, or before a time limit; what it had done is saved, and it can be resumed
    failed,
    timeout, ///< ended by its time limit
    cancelled, ///< ended at once
    outOfMemory,
    nodeFail, ///< a machine under it failed
    preempted, ///< it made way for another
    unknown, ///< its place was asked and knows nothing of it
};

/// "pending", "out-of-memory", ..., as files have it.
std::string toString(PlacedStage stage);
PlacedStage placedStageFromString(const std::string& name);

/// Whether it may still do something: it is not over.
bool isActive(PlacedStage stage);

/// Whether a process may be at work on it right now.
bool isAtWork(PlacedStage stage);

/// Whether its place answers.
enum class PlacedReach {
    reached,
    unreachable, ///< it did not answer, and is asked again by itself
    needsUser, ///< it asks for a password or a confirmation: somebody has to connect
};

std::string toString(PlacedReach reach);
PlacedReach placedReachFromString(const std::string& name);

/// Where a job stands. Times are UTC, ISO 8601, as in run.json.
struct PlacedState {
    PlacedStage stage = PlacedStage::pending; ///< as it was last seen
    std::string reason; ///< in words: why it waits, how it ended; may be empty
    std::string seen; ///< when that was seen; empty: never
    PlacedReach reach = PlacedReach::reached; ///< of the newest attempt to look
    std::string error; ///< why the newest attempt failed, in a sentence; empty: it did not
    std::string nodes{}; ///< the machines it runs on, as its place names them; may be empty
    std::string timeLeft{}; ///< until its time limit, as its place says it ("1-03:00:00"); may be empty
    int restarts = 0; ///< how often it was requeued
    std::optional<ProcessIdentity> process{}; ///< that does it, where it is one alone

    friend bool operator==(const PlacedState&, const PlacedState&) = default;
};

/// Whether it may be at work right now: its stage says so, and its process, if it is of this machine, still runs.
bool mayBeAtWork(const PlacedState& state);

/// {"state": ..., "reason": ..., "seen": ..., ...}, members of place.json, and back. Throws Error that names the
/// member.
Json toJson(const PlacedState& state);
PlacedState placedStateFromJson(const JsonObject& object);

/// "waiting: other jobs are before it", "running on node3; not reachable since 14:03" (local time; with the day, if it
/// was another one).
std::string placedText(const PlacedState& state);

/// What place.json in a folder says; nothing where there is none. Throws Error if it cannot be read.
std::optional<PlacedState> readPlacedState(const std::filesystem::path& folder);

/// The same of the nearest folder that has one, from this one up to four levels above: a sweep is one job for all of
/// its runs. One that cannot be read is none.
std::optional<PlacedState> placedStateOver(const std::filesystem::path& folder);

} // namespace dpl::runs
