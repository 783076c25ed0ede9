#include "places/job_exit.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "places/placed_job.hpp"

namespace dpl::places {

Json JobExit::toJson() const
{
    return Json{{"exit", exit}, {"state", runs::toString(stage)}, {"message", message}, {"time", time},
        {"process", dpl::toJson(process)}};
}

JobExit JobExit::fromJson(const Json& value, const std::string& source)
{
    const JsonObject object(value, source);
    JobExit made;
    made.exit = static_cast<int>(object.integer("exit"));
    try {
        made.stage = runs::placedStageFromString(object.string("state"));
    } catch (const Error& error) {
        throw Error(object.at("state") + ": " + error.what());
    }
    made.message = object.string("message", "");
    made.time = object.string("time", "");
    made.process = processIdentityFromJson(object.object("process"));
    return made;
}

std::optional<JobExit> readJobExit(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / exitName;
    return isPresent(file) ? std::optional(JobExit::fromJson(readJsonFile(file), file.string())) : std::nullopt;
}

} // namespace dpl::places
