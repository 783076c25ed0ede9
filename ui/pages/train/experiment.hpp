#pragma once

#include "base/compute.hpp"
#include "jobs/place_request.hpp"
#include "sweep/sweep_check.hpp"
#include "sweep/sweep_folder.hpp"

#include <QString>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dpl::ui {

class JobQueue;
struct JobRequest;

/// What an experiment would meet in its folder.
struct ExperimentCheck {
    sweep::Plan plan = sweep::noPlan(); ///< as its runs lie in the folder
    std::vector<sweep::RunStanding> standings; ///< of its runs, in the order of that plan
    std::string
        difference; ///< from the experiment that lies there, by the names of parameters; empty: it can lie there
    QString freeName; ///< of a folder beside it, if it cannot
};

/// What was queued of an experiment.
struct QueuedExperiment {
    int queued = 0; ///< runs
    int inQueue = 0; ///< runs that were queued before, or are running
    int finished = 0; ///< runs that have finished before
    bool isSummarised = false; ///< a job was queued that evaluates and summarises
};

/// Trainings that belong together, and the folder that they lie in: queued here, or done by a command.
struct Experiment {
    std::filesystem::path folder;
    sweep::SweepParams params;
    sweep::Plan plan = sweep::noPlan(); ///< of the params; never null; none: they are not right yet
    std::string device = "cpu"; ///< for the command
    std::optional<PlaceRequest> place{}; ///< where it is done; none: in this window
    int processes = 1; ///< that share each training, for the command

    /// The equivalent command for a POSIX shell: of one run `dpl train`, of several `dpl sweep` with the file that
    /// writeSweep writes, or another `file`.
    QString command(const std::filesystem::path& file = {}) const;

    /// Looks at the folder. `expected`: runs that are in the queue. Throws Error if it cannot be read.
    ExperimentCheck check(const std::vector<sweep::ExpectedRun>& expected) const;

    /// Why it cannot lie in its folder: ExperimentCheck::difference, for the user.
    QString conflictText(const QString& difference) const;

    /// Looks for all that it will read, which takes a while where test rows are many. Throws Error that says what is
    /// missing.
    void checkInputs(const ExperimentCheck& found) const;

    /// Writes {folder}/sweep.json. Only where check() finds no difference: it may be another experiment's. Throws
    /// Error.
    void writeSweep() const;

    /// Writes what a copied command reads, and returns the file: never over one that says something else. Throws Error.
    std::filesystem::path writeSweepForCommand() const;

    /// A job for each run that has not finished and is not in the queue, and one for what is made of them, which waits
    /// for them. At a place, all of it is one job.
    QueuedExperiment enqueue(JobQueue& queue, const ComputeOptions& compute, const ExperimentCheck& found) const;

    /// The one job of these runs that a place is given.
    JobRequest jobThere(const ComputeOptions& compute, const sweep::Plan& runs) const;

private:
    std::string deviceThere() const;
    QueuedExperiment enqueueThere(JobQueue& queue, const ComputeOptions& compute, const ExperimentCheck& found) const;
};

} // namespace dpl::ui
