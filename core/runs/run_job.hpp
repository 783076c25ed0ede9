#pragma once

#include "base/checkpoints.hpp"
#include "runs/run_result.hpp"

#include <functional>
#include <optional>
#include <string>

namespace dpl::runs {

/// A job as its run folder sees it. `Params` and `Result` are values with JSON forms (toJson, fromJson); a result says
/// whether it is `finished`.
template <typename Params, typename Result> struct RunJob {
    std::string kind; ///< "training"
    std::string title;
    std::int64_t totalSteps = 0; ///< if it is known before the job begins
    Json cut; ///< how rows are cut into batches and parts, for the record
    Json ranks{}; ///< the processes that work on it together (RunRecord::ranks); null: one
    std::filesystem::path model; ///< folder below the run's that the job makes at its end; empty: it makes none
    std::filesystem::path modelFile; ///< without which that folder is not whole
    int indent = -1; ///< of result.json, in spaces; -1: on one line

    /// Does it, going on from a checkpoint if the policy says so.
    std::function<Result(RunFolder& run, const CheckpointPolicy& checkpoints)> work;

    /// The few numbers for lists of runs; nothing if the job was stopped before it had any: an earlier part's remain.
    std::function<std::optional<Json>(const Result&)> summary;
};

/// What came of a job in a folder.
template <typename Result> struct RunOutcome {
    Result result;
    bool wasThere = false; ///< it had finished before, and nothing was done
};

/// The life of a run in a folder, the same for every kind of job: what is asked for is the run that is there, or
/// another, or none is (RunStart says what that means); the folder is locked; the job works; the run ends as finished,
/// stopped, or failed with the error's message. A finished run has a result and its model, and no checkpoints. Two runs
/// are the same if their params are, those that a run.json leaves out having their defaults.
///
/// Throws OtherRun if another run is there and not to be overwritten, and what the job throws.
template <typename Params, typename Result>
RunOutcome<Result> runInFolder(const Params& params, const RunJob<Params, Result>& job, const ComputeOptions& compute,
    const std::filesystem::path& folder, RunStart start)
{
    const CompletedParams completed = [](const Json& written, const std::string& source) {
        return Params::fromJson(written, source).toJson();
    };
    RunRecord record = beginningOf(job.kind, job.title, params.toJson(), compute);
    record.totalSteps = job.totalSteps;
    record.cut = job.cut;
    record.ranks = job.ranks;
    const auto modelIsThere = [&] { return job.model.empty() || isPresent(folder / job.model / job.modelFile); };
    if (start == RunStart::continueOrBegin && modelIsThere()) {
        const auto parse = [&](const Json& json) { return Result::fromJson(json, resultFile(folder).string()); };
        if (auto finished = finishedResult(folder, record, completed, parse)) {
            tidyFinishedRun(folder);
            return {std::move(*finished), true};
        }
    }
    RunFolder run(folder, std::move(record), start, completed);
    return endingAsFailed(run, [&]() -> RunOutcome<Result> {
        if (!job.model.empty()) {
            run.clearModel(job.model);
        }
        CheckpointPolicy checkpoints;
        checkpoints.folder = run.checkpoints();
        checkpoints.resume = run.goesOn();
        Result result = job.work(run, checkpoints);
        std::optional<Json> summary = job.summary(result);
        if (!summary) {
            run.end(RunState::stopped, "", run.earlierSummary());
            return {std::move(result)};
        }
        writeResult(run, result.toJson(), job.indent);
        run.end(result.finished ? RunState::finished : RunState::stopped, "", std::move(*summary));
        if (result.finished) {
            run.removeWhatOnlyWorkNeeds();
        }
        return {std::move(result)};
    });
}

} // namespace dpl::runs
