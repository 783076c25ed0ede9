#pragma once

#include <cstdint>

namespace dpl::synthetic {

/// Where the reference's decay ends.
inline constexpr double finalLearningRate = 1e-5;

/// The learning rate of a step (0, 1, ...): exponential decay that would reach 1e-5 at step `iterations`,
/// lr (1e-5 / lr)^(step / iterations).
double exponentialLearningRate(double initial, std::int64_t step, std::int64_t iterations);

} // namespace dpl::synthetic
