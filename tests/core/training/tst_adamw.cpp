// The program has Adam twice, each where the other cannot be used (adamw.hpp says why): they are the same optimiser.

#include "training/adamw.hpp"

#include "base/adam.hpp"
#include "synthetic/kernels.hpp"

#include <ATen/ops/empty.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace dpl::training {
namespace {

/// Without weight decay, which the synthetic one does not have. Each step rounds the parameter once, so the two move
/// apart by one unit in its last place a step at most, and by a few of the step itself.
TEST(AdamW, stepsAsTheSyntheticExperimentsAdamDoes)
{
    constexpr std::size_t count = 1500; // more than a block of the kernel
    constexpr double learningRate = 3e-3;
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    std::vector<float> parameters(count);
    std::generate(parameters.begin(), parameters.end(), [&] { return normal(random); });
    std::vector<float> first(count, 0.0f);
    std::vector<float> second(count, 0.0f);

    at::Tensor tensor = at::empty({static_cast<std::int64_t>(count)}, at::TensorOptions(at::kFloat));
    std::copy(parameters.begin(), parameters.end(), tensor.mutable_data_ptr<float>());
    tensor.requires_grad_();
    AdamW optimiser({{"weights", tensor}}, 0.0);

    constexpr double unit = std::numeric_limits<float>::epsilon();
    for (int step = 1; step <= 50; ++step) {
        // Two threads' shares of a gradient, and their sum.
        std::vector<float> shares[2]{std::vector<float>(count), std::vector<float>(count)};
        at::Tensor gradient = at::empty({static_cast<std::int64_t>(count)}, at::TensorOptions(at::kFloat));
        for (std::size_t i = 0; i < count; ++i) {
            const float scale = i % 3 == 0 ? 1e-4f : 1.0f;
            shares[0][i] = scale * normal(random);
            shares[1][i] = scale * normal(random);
            gradient.mutable_data_ptr<float>()[i] = shares[0][i] + shares[1][i];
        }
        tensor.mutable_grad() = gradient;
        optimiser.step(learningRate);

        const float* const partials[]{shares[0].data(), shares[1].data()};
        synthetic::kernels::adam(parameters.data(), first.data(), second.data(), partials, 2, count,
            {learningRate / adam::firstCorrection(step), 1.0 / adam::secondCorrection(step)});
        for (std::size_t i = 0; i < count; ++i) {
            const double other = tensor.const_data_ptr<float>()[i];
            const double largest = std::max(std::abs(other), std::abs(static_cast<double>(parameters[i])));
            ASSERT_NEAR(parameters[i], other, step * unit * (largest + 8.0 * learningRate)) << step << ", " << i;
        }
    }
}

} // namespace
} // namespace dpl::training
