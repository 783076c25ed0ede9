#include "sweep/sweep_check.hpp"

#include <exception>

namespace dpl::sweep {

SweepCheck checkSweep(const SweepParams& params, bool withPlan)
{
    SweepCheck check;
    try {
        check.problems = params.problems();
        if (withPlan && check.problems.empty()) {
            check.plan = std::make_shared<const std::vector<PlannedRun>>(params.plan());
        }
    } catch (const std::exception& error) {
        check.refusal = error.what();
    }
    return check;
}

} // namespace dpl::sweep
