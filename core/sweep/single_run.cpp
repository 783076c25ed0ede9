#include "sweep/single_run.hpp"

#include <algorithm>

namespace dpl::sweep {

SweepParams sweepOf(const training::TrainingParams& run)
{
    SweepParams params;
    const Json defaults = training::TrainingParams().toJson();
    const Json values = run.toJson();
    for (const auto& [name, value] : values.items()) {
        if (name == "seed" || name == "reward_model_type" || name == "data_subset") {
            params.lists.push_back({name, {value}});
        } else if (value != defaults.at(name)) {
            params.base[name] = value;
        }
    }
    return params;
}

std::optional<training::TrainingParams> typicalRun(const std::vector<PlannedRun>& plan)
{
    const auto onBoth =
        std::find_if(plan.begin(), plan.end(), [](const PlannedRun& run) { return run.params.dataSubset == "both"; });
    if (onBoth != plan.end()) {
        return onBoth->params;
    }
    return plan.empty() ? std::nullopt : std::optional(plan.front().params);
}

} // namespace dpl::sweep
