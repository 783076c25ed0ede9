#include "runs/run_record.hpp"

#include "base/error.hpp"
#include "base/json_strings.hpp"
#include "runs/migration.hpp"

#include <array>
#include <ctime>
#include <utility>

namespace dpl::runs {

namespace {

constexpr std::array stateNames{std::pair{RunState::running, "running"}, std::pair{RunState::finished, "finished"},
    std::pair{RunState::stopped, "stopped"}, std::pair{RunState::failed, "failed"},
    std::pair{RunState::interrupted, "interrupted"}};

/// Seconds since 1970 of a time as run.json writes it.
std::optional<std::time_t> timeOf(const std::string& text)
{
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return end == nullptr || *end != '\0' ? std::nullopt : std::optional(::timegm(&parts));
}

} // namespace

std::string toString(RunState state)
{
    for (const auto& [value, name] : stateNames) {
        if (value == state) {
            return name;
        }
    }
    throw Error("unknown run state");
}

RunState runStateFromString(const std::string& name)
{
    for (const auto& [value, known] : stateNames) {
        if (name == known) {
            return value;
        }
    }
    throw Error("\"" + name + "\" is not a state of a run");
}

Json toJson(const RunProcess& process)
{
    Json json = dpl::toJson(process.identity);
    json["seen"] = process.seen;
    return json;
}

RunProcess processFromJson(const Json& value, const std::string& source)
{
    const JsonObject object(value, source);
    return {processIdentityFromJson(object), object.string("seen")};
}

Json RunRecord::toJson() const
{
    Json json;
    json["version"] = version;
    json["kind"] = kind;
    json["title"] = title;
    json["params"] = params;
    json["program_version"] = programVersion;
    json["device"] = device;
    json["threads"] = threads;
    if (!cut.is_null()) {
        json["cut"] = cut;
    }
    json["created"] = created;
    json["finished"] = finished.empty() ? Json(nullptr) : Json(finished);
    json["state"] = toString(state);
    json["message"] = message;
    json["warnings"] = warnings;
    json["step"] = step;
    json["total_steps"] = totalSteps;
    json["summary"] = summary;
    if (process) {
        json["process"] = runs::toJson(*process);
    }
    return json;
}

RunRecord RunRecord::fromJson(const Json& value, const std::string& source)
{
    const JsonObject object(value, source);
    RunRecord record;
    const std::int64_t version = object.integer("version");
    if (version > currentVersion) {
        throw Error(source + " was written by a newer version of this program (format " + std::to_string(version)
            + "; this one knows " + std::to_string(currentVersion) + ")");
    }
    record.version = static_cast<int>(version);
    record.kind = object.string("kind");
    record.title = object.string("title");
    record.params = object.value("params");
    record.programVersion = object.string("program_version", "");
    record.device = object.string("device", "");
    record.threads = static_cast<int>(object.integer("threads", 0));
    record.cut = object.has("cut") ? object.value("cut") : Json(nullptr);
    record.created = object.string("created", "");
    record.finished = object.string("finished", "");
    try {
        record.state = runStateFromString(object.string("state"));
    } catch (const Error& error) {
        throw Error(object.at("state") + ": " + error.what());
    }
    record.message = object.string("message", "");
    if (object.has("warnings")) {
        record.warnings = strings(object, "warnings");
    }
    record.step = object.integer("step", 0);
    record.totalSteps = object.integer("total_steps", 0);
    record.summary = object.has("summary") ? object.value("summary") : Json(nullptr);
    if (object.has("process")) {
        record.process = processFromJson(object.value("process"), object.at("process"));
    }
    migrateSummary(record);
    return record;
}

std::string utcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::optional<double> secondsSince(const std::string& time)
{
    const auto then = timeOf(time);
    return then ? std::optional(std::difftime(std::time(nullptr), *then)) : std::nullopt;
}

std::optional<double> secondsBetween(const std::string& begin, const std::string& end)
{
    const auto first = timeOf(begin);
    const auto last = timeOf(end);
    return first && last ? std::optional(std::difftime(*last, *first)) : std::nullopt;
}

} // namespace dpl::runs
