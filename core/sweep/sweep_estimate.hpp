#pragma once

#include "sweep/sweep_folder.hpp"
#include "training/training_estimate.hpp"

#include <vector>

namespace dpl::sweep {

/// How long the trainings of a plan will take, one after another: as many tokens as each has rows and epochs, at the
/// speed of the probe. Of a dataset with a folder for each subset the rows are counted; otherwise they are those of the
/// preview, which is of `typical`, with the subset's own. Without held-out evaluations, saving, and what is done with
/// the models afterwards. Runs that have finished, by `standings` in the order of the plan, take no time; none: all are
/// to be trained.
double secondsOf(const std::vector<PlannedRun>& plan, const std::vector<RunStanding>& standings,
    const training::TrainingParams& typical, const training::DatasetPreview& preview,
    const training::TrainingProbe& probe);

} // namespace dpl::sweep
