#pragma once

#include "sweep/sweep_params.hpp"

#include <optional>
#include <vector>

namespace dpl::sweep {

/// A sweep of one run alone, which it plans with equal params: its head, subset and seed as lists of one value, and of
/// the rest what differs from the defaults.
SweepParams sweepOf(const training::TrainingParams& run);

/// The run that stands for all of a plan, as its dataset is shown and its time estimated: the first on both subsets, or
/// the first of all. Nothing for an empty plan.
std::optional<training::TrainingParams> typicalRun(const std::vector<PlannedRun>& plan);

} // namespace dpl::sweep
