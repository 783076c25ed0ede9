#include "runs/run_result.hpp"

#include "base/files.hpp"
#include "base/json_text.hpp"
#include "runs/migration.hpp"
#include "runs/run_files.hpp"

namespace dpl::runs {

RunRecord beginningOf(const std::string& kind, const std::string& title, Json params, const ComputeOptions& compute)
{
    RunRecord record;
    record.kind = kind;
    record.title = title;
    record.params = std::move(params);
    record.device = compute.device;
    record.threads = threadCount(compute);
    return record;
}

Json paramsOf(const std::filesystem::path& folder, const std::string& kind, const std::string& what)
{
    RunRecord record = readRun(folder);
    if (record.kind != kind) {
        throw Error(folder.string() + " holds a run of kind \"" + record.kind + "\", not " + what);
    }
    return std::move(record.params);
}

void writeResult(const RunFolder& run, const Json& result, int indent)
{
    writeJsonFile(resultFile(run.path()), result, indent);
}

std::filesystem::path resultFile(const std::filesystem::path& folder)
{
    return folder / "outputs" / "result.json";
}

Json readResult(const std::filesystem::path& folder)
{
    const std::filesystem::path file = resultFile(folder);
    if (!isPresent(file)) {
        throw Error("the run in " + folder.string() + " has no result yet");
    }
    Json result = readJsonFile(file);
    migrateResult(readRun(folder), result);
    return result;
}

bool isThere(const std::filesystem::path& folder, const RunRecord& asked, const CompletedParams& completed)
{
    return isPresent(folder / "run.json") && differencesOf(folder, readRun(folder), asked, completed).empty();
}

void tidyFinishedRun(const std::filesystem::path& folder)
{
    std::error_code ignored;
    if (!std::filesystem::exists(folder / whatOnlyWorkNeeds.front(), ignored)) {
        return;
    }
    try {
        const FolderLock lock(folder / lockName);
        if (readRecord(folder).state != RunState::finished) {
            return;
        }
        for (const char* name : whatOnlyWorkNeeds) {
            std::filesystem::remove_all(folder / name, ignored);
        }
    } catch (const Error&) {
        // Somebody is at work there, or nothing can be written: it costs space, nothing else.
    }
}

} // namespace dpl::runs
