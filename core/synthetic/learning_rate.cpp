#include "synthetic/learning_rate.hpp"

#include <cmath>

namespace dpl::synthetic {

double exponentialLearningRate(double initial, std::int64_t step, std::int64_t iterations)
{
    return initial * std::pow(finalLearningRate / initial, static_cast<double>(step) / static_cast<double>(iterations));
}

} // namespace dpl::synthetic
