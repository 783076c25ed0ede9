#include "synthetic/synthetic_run.hpp"

#include "runs/run_job.hpp"
#include "runs/run_recorder.hpp"
#include "synthetic/trainer.hpp"

namespace dpl::synthetic {

namespace {

constexpr const char* kind = "synthetic";

/// Passes on snapshots, too, which are shown and not kept.
class Recorder final : public runs::RunRecorder<SyntheticObserver> {
public:
    using RunRecorder::RunRecorder;

    bool wantsSnapshot() override { return m_next.wantsSnapshot(); }
    void snapshotTaken(std::shared_ptr<const SyntheticResult> result) override
    {
        m_next.snapshotTaken(std::move(result));
    }
};

} // namespace

SyntheticRun runInFolder(const SyntheticParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, RunStart start, SyntheticObserver& observer, std::stop_token stop)
{
    // What cannot run must not replace an earlier run.
    params.validate();
    checkDevice(compute.device);
    runs::RunJob<SyntheticParams, SyntheticResult> job;
    job.kind = kind;
    job.title = titleOf(params);
    if (compute.device == "cpu") {
        job.cut = {{"rows_per_tile", tileRows}, {"parts_of_shared_comparisons", comparisonChunks}};
    }
    job.totalSteps = params.iterations * params.seeds;
    job.work = [&](runs::RunFolder& run, const CheckpointPolicy& checkpoints) {
        Recorder recorder(run, observer);
        return runSynthetic(params, compute, recorder, stop, checkpoints);
    };
    job.summary = [](const SyntheticResult& result) { return std::optional(summaryJson(result)); };
    auto [result, wasThere] = runs::runInFolder(params, job, compute, folder, start);
    return {std::move(result), wasThere};
}

std::filesystem::path folderOf(const SyntheticParams& params, const std::filesystem::path& root)
{
    const std::filesystem::path folder = root / runFolderName(params);
    const std::filesystem::path earlier = root / referenceFolder(params);
    std::error_code ignored;
    if (earlier == folder || std::filesystem::exists(folder / "run.json", ignored)) {
        return folder;
    }
    try {
        return readParams(earlier) == params ? earlier : folder;
    } catch (const Error&) { // no run, or one that is none of this job's business
        return folder;
    }
}

SyntheticParams readParams(const std::filesystem::path& folder)
{
    return SyntheticParams::fromJson(
        runs::paramsOf(folder, kind, "a synthetic experiment"), (folder / "run.json").string() + ": params");
}

SyntheticResult readResult(const std::filesystem::path& folder)
{
    return SyntheticResult::fromJson(runs::readResult(folder), runs::resultFile(folder).string());
}

} // namespace dpl::synthetic
