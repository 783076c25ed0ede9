#include "runs/run_result.hpp"

#include "base/json_text.hpp"

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
    if (!std::filesystem::exists(file)) {
        throw Error("the run in " + folder.string() + " has no result yet");
    }
    return readJsonFile(file);
}

bool hasFinished(const std::filesystem::path& folder, const std::string& kind, const Json& params)
{
    const RunRecord record = readRun(folder);
    return record.kind == kind && record.state == RunState::finished && record.params == params;
}

} // namespace dpl::runs
