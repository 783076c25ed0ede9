#pragma once

#include "base/compute.hpp"
#include "base/observer.hpp"
#include "summary/summary.hpp"
#include "sweep/sweep_params.hpp"
#include "training/train.hpp"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::sweep {

/// A model's numbers on the test rows of both subsets.
struct SweepEvaluation {
    std::filesystem::path file;
    double loss = 0.0;
    double accuracy = 0.0; ///< of EvaluateResult; NaN where an earlier version evaluated
    double meanAccuracy = 0.0;
};

/// A run as it is now.
struct SweepRun {
    PlannedRun planned;
    std::filesystem::path folder;
    std::filesystem::path model; ///< empty until it has finished
    training::TrainingResult training;
    bool wasThere = false; ///< finished by an earlier sweep, or by another process
    std::optional<SweepEvaluation> evaluation;
};

/// The runs that differ in head and subset alone, and what the paper's tables say of them.
struct SweepGroup {
    std::string name; ///< may be empty
    std::filesystem::path folder;
    Json values; ///< of the lists that make groups
    std::filesystem::path responses; ///< the scored response set; empty: none
    std::optional<summary::Summary>
        summary; ///< nothing if neither evaluation nor responses were asked for, or it is not finished
};

/// A run that failed, or the scoring of a group's responses.
struct SweepFailure {
    std::string what; ///< "both · base · seed 1"
    std::filesystem::path folder;
    std::string message;
};

struct SweepResult {
    bool finished = false; ///< false: stopped on request
    std::size_t plannedRuns = 0;
    std::vector<SweepRun> runs; ///< that were begun and did not fail, in their order
    std::vector<SweepFailure> failures;
    std::vector<SweepGroup> groups; ///< that are finished

    Json toJson() const;
};

/// "both · base · seed 1: the disk is full": each failure on a line; empty if there are none.
std::string failureText(const SweepResult& result);

/// What a sweep tells beyond progress, whose phase says which run it is about: "3 of 9, both · base · seed 0:
/// Training".
class SweepObserver : public Observer {
public:
    /// A run is trained, and evaluated if it is to be. Metrics go to its folder.
    virtual void ran(std::size_t /*number*/, std::size_t /*of*/, const SweepRun&) { }
};

/// Trains every run of the plan in its folder below `folder`, evaluates, scores and summarises, as the params ask. What
/// is finished is taken as it is, what was interrupted goes on, a training from its last checkpoint and an evaluation
/// after its last row, and an evaluation is made again only if its file is gone or the rows have changed. A run that
/// fails is among the result's failures and ends no other. Several processes may work on one sweep: what another one is
/// doing is left to it and come back to, so that each run is trained once. Throws Error if a folder holds a run with
/// other params, and, before anything is trained, if something that it will read is not there.
SweepResult runSweep(const SweepParams& params, const std::filesystem::path& folder, const ComputeOptions& compute,
    SweepObserver& observer, const std::stop_token& stop);

} // namespace dpl::sweep
