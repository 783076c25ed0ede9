#pragma once

#include "sweep/sweep_params.hpp"

#include <memory>
#include <string>
#include <vector>

namespace dpl::sweep {

/// The runs of a sweep, of which there may be thousands: shared, not copied.
using Plan = std::shared_ptr<const std::vector<PlannedRun>>;

/// Of no runs.
inline Plan noPlan()
{
    return std::make_shared<const std::vector<PlannedRun>>();
}

/// What is to be said of params that somebody is entering.
struct SweepCheck {
    std::vector<ParamProblem> problems; ///< of single parameters
    std::string refusal; ///< what else is wrong: values that do not go together, too many runs
    Plan plan; ///< null if anything is wrong, or it was not asked for
};

/// Never throws: what is wrong is in the result.
SweepCheck checkSweep(const SweepParams& params, bool withPlan = true);

} // namespace dpl::sweep
