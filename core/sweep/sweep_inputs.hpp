#pragma once

#include "sweep/sweep_folder.hpp"

#include <stop_token>
#include <vector>

namespace dpl::sweep {

/// Looks for all that a sweep will read, so that what is missing is said before its first training and not behind its
/// last one: backbone and rows of each run that has not finished, the test rows that models are evaluated on, and the
/// response set. `standings` as standingsOf says. Throws Error that names everything that is wrong, and Stopped.
void checkInputs(const SweepParams& params, const std::vector<PlannedRun>& plan,
    const std::vector<RunStanding>& standings, const std::stop_token& stop = {});

} // namespace dpl::sweep
