#include "synthetic/synthetic_run.hpp"

#include "runs/run_result.hpp"

namespace dpl::synthetic {

namespace {

constexpr const char* kind = "synthetic";

/// Writes what the job tells into its folder, and passes it on.
class Recorder final : public SyntheticObserver {
public:
    Recorder(runs::RunFolder& folder, SyntheticObserver& next) : m_folder(folder), m_next(next) { }

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
    void snapshotTaken(std::shared_ptr<const SyntheticResult> result) override
    {
        m_next.snapshotTaken(std::move(result));
    }
    void warned(const std::string& message) override { m_next.warned(message); }

private:
    runs::RunFolder& m_folder;
    SyntheticObserver& m_next;
};

} // namespace

SyntheticResult runInFolder(const SyntheticParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, RunStart start, SyntheticObserver& observer, std::stop_token stop)
{
    // What cannot run must not replace an earlier run.
    params.validate();
    checkDevice(compute.device);
    const bool resume = start == RunStart::resume;
    if (resume) {
        const auto parse = [&](const Json& json) {
            return SyntheticResult::fromJson(json, runs::resultFile(folder).string());
        };
        if (auto finished = runs::finishedResult(folder, kind, params.toJson(), parse)) {
            return std::move(*finished);
        }
    }
    runs::RunRecord record = runs::beginningOf(kind, titleOf(params), params.toJson(), compute);
    record.totalSteps = params.iterations * params.seeds;
    runs::RunFolder run(
        folder, std::move(record), resume ? runs::RunFolder::Mode::resume : runs::RunFolder::Mode::fresh);
    return runs::endingAsFailed(run, [&] {
        Recorder recorder(run, observer);
        CheckpointPolicy checkpoints;
        checkpoints.folder = run.checkpoints();
        checkpoints.resume = resume;
        SyntheticResult result = runSynthetic(params, compute, recorder, std::move(stop), checkpoints);
        runs::writeResult(run, result.toJson());
        run.end(result.finished ? runs::RunState::finished : runs::RunState::stopped, "", summaryJson(result));
        if (result.finished) {
            std::error_code ignored; // a checkpoint left behind costs space, nothing else
            std::filesystem::remove_all(run.checkpoints(), ignored);
        }
        return result;
    });
}

SyntheticParams readParams(const std::filesystem::path& folder)
{
    return SyntheticParams::fromJson(
        runs::paramsOf(folder, kind, "of a synthetic experiment"), (folder / "run.json").string() + ": params");
}

SyntheticResult readResult(const std::filesystem::path& folder)
{
    return SyntheticResult::fromJson(runs::readResult(folder), runs::resultFile(folder).string());
}

} // namespace dpl::synthetic
