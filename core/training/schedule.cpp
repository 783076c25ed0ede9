#include "training/schedule.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dpl::training {

Schedule scheduleFromString(const std::string& name)
{
    if (name == "cosine") {
        return Schedule::cosine;
    }
    if (name == "step") {
        return Schedule::step;
    }
    if (name == "linear") {
        return Schedule::linear;
    }
    if (name == "constant") {
        return Schedule::constant;
    }
    throw Error("lr_scheduler_type: \"" + name + "\" is not known; use cosine, step, linear or constant");
}

double learningRateMultiplier(Schedule schedule, std::int64_t step, std::int64_t totalSteps)
{
    const auto t = static_cast<double>(step);
    const auto total = static_cast<double>(totalSteps);
    switch (schedule) {
    case Schedule::cosine: return 0.1 + 0.9 * 0.5 * (1.0 + std::cos(std::numbers::pi * t / total));
    case Schedule::step: return step < totalSteps / 3 ? 1.0 : step < 2 * totalSteps / 3 ? 0.1 : 0.01;
    case Schedule::linear: return std::max(0.0, (total - t) / total);
    case Schedule::constant: break;
    }
    return 1.0;
}

} // namespace dpl::training
