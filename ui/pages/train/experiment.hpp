#pragma once

#include "base/compute.hpp"
#include "sweep/sweep_params.hpp"

#include <QString>

#include <filesystem>
#include <vector>

namespace dpl::ui {

class JobQueue;

/// Trainings that belong together, and the folder that they lie in: queued here, or done by a command.
struct Experiment {
    std::filesystem::path folder;
    sweep::SweepParams params;
    std::vector<sweep::PlannedRun> plan; ///< of the params; none: they are not right yet

    /// The equal command for a POSIX shell: of one run `dpl train`, of several `dpl sweep` with the file that
    /// writeSweep writes.
    QString command() const;

    /// Writes {folder}/sweep.json. Throws Error.
    void writeSweep() const;

    /// A job for each run, and one for what is made of them.
    void enqueue(JobQueue& queue, const ComputeOptions& compute) const;
};

} // namespace dpl::ui
