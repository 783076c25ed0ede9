#include "synthetic/synthetic_run.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "runs/run_folder.hpp"

#include <optional>

namespace dpl::synthetic {

namespace {

constexpr const char* kind = "synthetic";
constexpr const char* resultName = "result.json";

/// Writes what the job tells into its folder, and passes it on.
class Recorder final : public SyntheticObserver {
public:
    Recorder(runs::RunFolder& folder, SyntheticObserver& next) : m_folder(folder), m_next(next) {}

    void progressed(const Progress& progress) override
    {
        m_folder.progressed(progress);
        m_next.progressed(progress);
    }

    void measured(const Metrics& metrics) override
    {
        m_folder.append(metrics);
        m_next.measured(metrics);
    }

    bool wantsSnapshot() override { return m_next.wantsSnapshot(); }
    void snapshotTaken(std::shared_ptr<const SyntheticResult> result) override { m_next.snapshotTaken(std::move(result)); }
    void warned(const std::string& message) override { m_next.warned(message); }

private:
    runs::RunFolder& m_folder;
    SyntheticObserver& m_next;
};

/// The result of the same run, if it has finished already.
std::optional<SyntheticResult> finishedResult(const SyntheticParams& params, const std::filesystem::path& folder)
{
    try {
        const runs::RunRecord record = runs::readRun(folder);
        if (record.kind == kind && record.state == runs::RunState::finished && record.params == params.toJson()) {
            return readResult(folder);
        }
    } catch (const Error&) {
        // Not there, or damaged: whoever goes on from there will say it.
    }
    return std::nullopt;
}

} // namespace

SyntheticResult runInFolder(const SyntheticParams& params, const ComputeOptions& compute, const std::filesystem::path& folder,
    RunStart start, SyntheticObserver& observer, std::stop_token stop)
{
    // What cannot run must not replace an earlier run.
    params.validate();
    checkDevice(compute.device);
    if (start == RunStart::resume) {
        if (auto finished = finishedResult(params, folder)) {
            return std::move(*finished);
        }
    }
    runs::RunRecord record;
    record.kind = kind;
    record.title = titleOf(params);
    record.params = params.toJson();
    record.device = compute.device;
    record.threads = threadCount(compute);
    record.totalSteps = params.iterations * params.seeds;
    const bool resume = start == RunStart::resume;
    runs::RunFolder run(folder, std::move(record), resume ? runs::RunFolder::Mode::resume : runs::RunFolder::Mode::fresh);
    try {
        Recorder recorder(run, observer);
        CheckpointPolicy checkpoints;
        checkpoints.folder = run.checkpoints();
        checkpoints.resume = resume;
        SyntheticResult result = runSynthetic(params, compute, recorder, std::move(stop), checkpoints);
        writeFileAtomically(run.outputs() / resultName, result.toJson().dump() + "\n");
        run.end(result.finished ? runs::RunState::finished : runs::RunState::stopped, "", summaryJson(result));
        if (result.finished) {
            std::error_code ignored; // a checkpoint left behind costs space, nothing else
            std::filesystem::remove_all(run.checkpoints(), ignored);
        }
        return result;
    } catch (const std::exception& error) {
        run.end(runs::RunState::failed, error.what(), nullptr);
        throw;
    }
}

SyntheticParams readParams(const std::filesystem::path& folder)
{
    const runs::RunRecord record = runs::readRun(folder);
    if (record.kind != kind) {
        throw Error(folder.string() + " holds a run of kind \"" + record.kind + "\", not of a synthetic experiment");
    }
    return SyntheticParams::fromJson(record.params, (folder / "run.json").string() + ": params");
}

SyntheticResult readResult(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / "outputs" / resultName;
    if (!std::filesystem::exists(file)) {
        throw Error("the run in " + folder.string() + " has no result yet");
    }
    return SyntheticResult::fromJson(readJsonFile(file), file.string());
}

} // namespace dpl::synthetic
