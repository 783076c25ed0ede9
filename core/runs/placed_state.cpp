#include "runs/placed_state.hpp"

#include "base/error.hpp"

#include <array>
#include <ctime>
#include <utility>

namespace dpl::runs {

namespace {

struct StageInfo {
    PlacedStage stage;
    const char* name; ///< in files
    const char* text; ///< for people
    bool isActive;
    bool isAtWork;
};

constexpr std::array stages{
    StageInfo{PlacedStage::pending, "pending", "waiting", true, false},
    StageInfo{PlacedStage::configuring, "configuring", "its machines are made ready", true, false},
    StageInfo{PlacedStage::running, "running", "running", true, true},
    StageInfo{PlacedStage::completing, "completing", "ending", true, true},
    StageInfo{PlacedStage::suspended, "suspended", "suspended", true, true},
    StageInfo{PlacedStage::requeued, "requeued", "waiting to be started again", true, false},
    StageInfo{PlacedStage::finished, "finished", "finished", false, false},
    StageInfo{PlacedStage::stopped, "stopped", "stopped", false, false},
    StageInfo{PlacedStage::failed, "failed", "failed", false, false},
    StageInfo{PlacedStage::timeout, "timeout", "ended by its time limit", false, false},
    StageInfo{PlacedStage::cancelled, "cancelled", "cancelled", false, false},
    StageInfo{PlacedStage::outOfMemory, "out-of-memory", "out of memory", false, false},
    StageInfo{PlacedStage::nodeFail, "node-fail", "a machine failed", false, false},
    StageInfo{PlacedStage::preempted, "preempted", "made way for another job", false, false},
    StageInfo{PlacedStage::unknown, "unknown", "unknown", false, false},
};

const StageInfo& infoOf(PlacedStage stage)
{
    for (const StageInfo& info : stages) {
        if (info.stage == stage) {
            return info;
        }
    }
    throw Error("unknown state of a job");
}

constexpr std::array reaches{std::pair{PlacedReach::reached, "reached"},
    std::pair{PlacedReach::unreachable, "unreachable"}, std::pair{PlacedReach::needsUser, "needs-user"}};

/// "14:03" of today, "2026-01-31 14:03" of another day, in local time; the text itself if it is no time.
std::string clockText(const std::string& utc)
{
    std::tm parts{};
    const char* end = ::strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (end == nullptr || *end != '\0') {
        return utc;
    }
    const std::time_t then = ::timegm(&parts);
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    std::tm today{};
    localtime_r(&then, &local);
    localtime_r(&now, &today);
    const bool isToday = local.tm_year == today.tm_year && local.tm_yday == today.tm_yday;
    char text[32];
    std::strftime(text, sizeof text, isToday ? "%H:%M" : "%Y-%m-%d %H:%M", &local);
    return text;
}

} // namespace

std::string toString(PlacedStage stage)
{
    return infoOf(stage).name;
}

PlacedStage placedStageFromString(const std::string& name)
{
    for (const StageInfo& info : stages) {
        if (name == info.name) {
            return info.stage;
        }
    }
    throw Error("\"" + name + "\" is not a state of a job");
}

bool isActive(PlacedStage stage)
{
    return infoOf(stage).isActive;
}

bool isAtWork(PlacedStage stage)
{
    return infoOf(stage).isAtWork;
}

std::string toString(PlacedReach reach)
{
    for (const auto& [value, name] : reaches) {
        if (value == reach) {
            return name;
        }
    }
    throw Error("unknown reach of a place");
}

PlacedReach placedReachFromString(const std::string& name)
{
    for (const auto& [value, known] : reaches) {
        if (name == known) {
            return value;
        }
    }
    throw Error("\"" + name + "\" does not say whether a place answers");
}

bool mayBeAtWork(const PlacedState& state)
{
    return isAtWork(state.stage) && (!state.process || !isOfThisMachine(*state.process) || stillRuns(*state.process));
}

Json toJson(const PlacedState& state)
{
    Json json{{"state", toString(state.stage)}, {"reason", state.reason}, {"seen", state.seen},
        {"reach", toString(state.reach)}, {"error", state.error}, {"nodes", state.nodes}, {"time_left", state.timeLeft},
        {"restarts", state.restarts}};
    if (state.process) {
        json["process"] = dpl::toJson(*state.process);
    }
    return json;
}

PlacedState placedStateFromJson(const JsonObject& object)
{
    PlacedState state;
    try {
        state.stage = placedStageFromString(object.string("state"));
    } catch (const Error& error) {
        throw Error(object.at("state") + ": " + error.what());
    }
    state.reason = object.string("reason", "");
    state.seen = object.string("seen", "");
    try {
        state.reach = placedReachFromString(object.string("reach", "reached"));
    } catch (const Error& error) {
        throw Error(object.at("reach") + ": " + error.what());
    }
    state.error = object.string("error", "");
    state.nodes = object.string("nodes", "");
    state.timeLeft = object.string("time_left", "");
    state.restarts = static_cast<int>(object.integer("restarts", 0));
    if (object.has("process")) {
        state.process = processIdentityFromJson(object.object("process"));
    }
    return state;
}

std::string placedText(const PlacedState& state)
{
    std::string text = infoOf(state.stage).text;
    if (state.stage == PlacedStage::unknown && !state.seen.empty()) {
        text += " since " + clockText(state.seen);
    }
    if (isAtWork(state.stage) && !state.nodes.empty()) {
        text += " on " + state.nodes;
    }
    if (!state.reason.empty()) {
        text += ": " + state.reason;
    }
    if (state.reach == PlacedReach::needsUser) {
        text += "; needs you: connect";
    } else if (state.reach == PlacedReach::unreachable) {
        text += state.seen.empty() ? "; not reachable" : "; not reachable since " + clockText(state.seen);
    }
    return text;
}

std::optional<PlacedState> readPlacedState(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / placedName;
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return std::nullopt;
    }
    const Json json = readJsonFile(file);
    const JsonObject object(json, file.string());
    PlacedState state = placedStateFromJson(object);
    if (object.has("place")) {
        state.place = object.object("place").string("name", "");
    }
    return state;
}

std::optional<PlacedState> placedStateOver(const std::filesystem::path& folder)
{
    constexpr int levels = 4; // as deep as runs lie below a sweep's folder
    std::filesystem::path at = std::filesystem::absolute(folder / "").lexically_normal().parent_path();
    for (int level = 0; level <= levels && at.has_relative_path(); ++level, at = at.parent_path()) {
        try {
            if (auto state = readPlacedState(at)) {
                return state;
            }
        } catch (const Error&) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

} // namespace dpl::runs
