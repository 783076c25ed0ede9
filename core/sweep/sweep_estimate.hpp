#pragma once

#include "sweep/sweep_folder.hpp"
#include "training/training_estimate.hpp"

#include <vector>

namespace dpl::sweep {

/// How long a sweep will take, in seconds.
struct SweepTime {
    double training = 0.0;
    double evaluation = 0.0; ///< of held-out rows meanwhile, and of the models afterwards

    double total() const { return training + evaluation; }
};

/// How long the runs of a plan will take, one after another: as many tokens as each has rows and epochs, at the speed
/// of the probe; and as many as it is evaluated on, while it trains and, if the sweep evaluates, afterwards, by
/// training::evaluationShare. Of a dataset with a folder for each subset the rows are counted; otherwise they are those
/// of the preview, which is of `typical`, with the subset's own. Without saving and the scoring of responses. Runs that
/// have finished, by `standings` in the order of the plan, take no time; none: all are to be trained.
SweepTime timeOf(const std::vector<PlannedRun>& plan, bool evaluates, const std::vector<RunStanding>& standings,
    const training::TrainingParams& typical, const training::DatasetPreview& preview,
    const training::TrainingProbe& probe);

} // namespace dpl::sweep
