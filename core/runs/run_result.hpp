#pragma once

#include "base/compute.hpp"
#include "base/error.hpp"
#include "runs/run_folder.hpp"

#include <filesystem>
#include <optional>
#include <string>

/// What every kind of job that runs in a folder keeps there: its parameters in run.json, and outputs/result.json.
namespace dpl::runs {

/// What a job of a kind ("training") writes into run.json when it begins.
RunRecord beginningOf(const std::string& kind, const std::string& title, Json params, const ComputeOptions& compute);

/// The parameters of the run in a folder. Throws Error if it is of another kind; `what` names the one that is wanted:
/// "a training".
Json paramsOf(const std::filesystem::path& folder, const std::string& kind, const std::string& what);

void writeResult(const RunFolder& run, const Json& result, int indent = -1); ///< spaces; -1: on one line

/// Where the result of the run in a folder lies.
std::filesystem::path resultFile(const std::filesystem::path& folder);

/// The result of the run in a folder, migrated if an earlier version wrote it. Throws Error if there is none yet.
Json readResult(const std::filesystem::path& folder);

/// Whether the same run as `asked` is in the folder; not if there is none. Throws Error if its record is damaged.
bool isThere(const std::filesystem::path& folder, const RunRecord& asked, const CompletedParams& completed);

/// The result of the same run as `asked`, as `parse` reads it, if it has finished already; nothing if it is not there
/// or damaged: whoever goes on from there will say it.
template <typename Parse>
auto finishedResult(const std::filesystem::path& folder, const RunRecord& asked, const CompletedParams& completed,
    const Parse& parse) -> std::optional<decltype(parse(Json()))>
{
    try {
        if (isThere(folder, asked, completed) && readRun(folder).state == RunState::finished) {
            return parse(readResult(folder));
        }
    } catch (const Error& error) {
        if (isRefusal(error)) {
            throw; // it is there, and must not be done again
        }
    }
    return std::nullopt;
}

/// Removes the checkpoints of a finished run whose process was killed before it came to that; not while another is at
/// work there.
void tidyFinishedRun(const std::filesystem::path& folder);

/// Calls `work`, which ends the run; if it throws, the run ends as failed with the error's message. Where even that
/// cannot be written, what was thrown first is what the caller gets, and the run counts as interrupted.
template <typename Work> auto endingAsFailed(RunFolder& run, const Work& work)
{
    try {
        return work();
    } catch (const std::exception& error) {
        try {
            run.end(RunState::failed, error.what(), nullptr);
        } catch (const Error&) {
        }
        throw;
    }
}

} // namespace dpl::runs
