#pragma once

#include "base/compute.hpp"
#include "jobs/job.hpp"
#include "sweep/sweep_params.hpp"

#include <filesystem>

namespace dpl::ui {

/// "sweep": what `dpl sweep` makes of an experiment.
JobKind sweepKind();

/// Trains what a sweep lacks, evaluates, scores and summarises, in the sweep's folder. Queued behind a trainingJob for
/// each of its runs, it does what is left when they are done. `title`: what the list of jobs calls it.
JobRequest sweepJob(const sweep::SweepParams& params, const std::filesystem::path& folder, const QString& title,
    const ComputeOptions& compute);

} // namespace dpl::ui
