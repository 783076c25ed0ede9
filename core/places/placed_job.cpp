#include "places/placed_job.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"

#include <set>

namespace dpl::places {

namespace {

constexpr const char* saveName = "save";
constexpr const char* nowName = "now";

const std::set<std::string> ownMembers{"version", "place", "folder", "recipe", "job", "slurm", "script", "submitted",
    "asked", "asked_at", "state", "reason", "seen", "reach", "error", "nodes", "time_left", "restarts", "process"};

Json toJson(const JobHandle& handle)
{
    Json json = Json::object();
    if (!handle.slurm.empty()) {
        json["slurm"] = handle.slurm;
    }
    if (!handle.slurmLast.empty()) {
        json["slurm_last"] = handle.slurmLast;
        json["elements"] = handle.elements;
    }
    return json;
}

std::optional<StopHow> askedOf(const JsonObject& object)
{
    const std::string asked = object.string("asked", "");
    if (asked.empty()) {
        return std::nullopt;
    }
    if (asked != saveName && asked != nowName) {
        throw Error(object.at("asked") + ": expected \"save\" or \"now\", found \"" + asked + "\"");
    }
    return asked == saveName ? StopHow::save : StopHow::now;
}

} // namespace

std::string PlacedJob::id() const
{
    if (!handle.slurm.empty()) {
        return handle.slurm;
    }
    return state.process ? std::to_string(state.process->pid) : std::string();
}

Json PlacedJob::toJson() const
{
    Json json{{"version", currentVersion}, {"place", place.toJson()}, {"folder", there}, {"recipe", recipe},
        {"job", places::toJson(handle)}, {"submitted", submitted}};
    if (const Json wanted = request.toJson(); !wanted.empty()) {
        json["slurm"] = wanted;
    }
    if (!script.empty()) {
        json["script"] = script;
    }
    if (asked) {
        json["asked"] = *asked == StopHow::save ? saveName : nowName;
        json["asked_at"] = askedAt;
    }
    json.update(runs::toJson(state));
    json.update(more);
    return json;
}

PlacedJob PlacedJob::fromJson(const Json& value, const std::filesystem::path& folder)
{
    const std::string source = (folder / runs::placedName).string();
    const JsonObject object(value, source);
    if (const std::int64_t version = object.integer("version"); version > currentVersion) {
        throw Error(source + " was written by a newer version of this program (format " + std::to_string(version)
            + "; this one knows " + std::to_string(currentVersion) + ")");
    }
    PlacedJob job;
    job.folder = folder;
    job.place = Place::fromJson(object.value("place"), object.at("place"));
    job.there = object.string("folder");
    job.recipe = object.value("recipe");
    const JsonObject handle = object.object("job");
    job.handle = {
        handle.string("slurm", ""), handle.string("slurm_last", ""), static_cast<int>(handle.integer("elements", 0))};
    if (object.has("slurm")) {
        job.request = SlurmRequest::fromJson(object.value("slurm"), object.at("slurm"));
    }
    job.script = object.string("script", "");
    job.submitted = object.string("submitted");
    job.asked = askedOf(object);
    job.askedAt = object.string("asked_at", "");
    job.state = runs::placedStateFromJson(object);
    for (const auto& [key, member] : value.items()) {
        if (!ownMembers.contains(key)) {
            job.more[key] = member;
        }
    }
    return job;
}

PlacedJob readPlacedJob(const std::filesystem::path& folder)
{
    return PlacedJob::fromJson(readJsonFile(folder / runs::placedName), folder);
}

void writePlacedJob(const PlacedJob& job)
{
    writeJsonFile(job.folder / runs::placedName, job.toJson());
}

} // namespace dpl::places
