#pragma once

#include <cstdint>
#include <string>

namespace dpl::training {

/// How the learning rate changes over T steps; multipliers of the initial one at step t = 0, 1, ... (REFERENCE 3).
enum class Schedule {
    cosine, ///< 0.1 + 0.9 (1 + cos(pi t / T)) / 2
    step, ///< 1, 0.1, 0.01; changing at floor(T / 3) and floor(2 T / 3)
    linear, ///< (T - t) / T
    constant,
};

/// Throws Error that lists the names.
Schedule scheduleFromString(const std::string& name);

double learningRateMultiplier(Schedule schedule, std::int64_t step, std::int64_t totalSteps);

} // namespace dpl::training
