#include "synthetic/batch.hpp"

#include "base/random_stream.hpp"

namespace dpl::synthetic {

namespace {

void drawStates(std::vector<double>& states, RandomStream& random)
{
    for (double& state : states) {
        state = random.uniform();
    }
}

} // namespace

void drawBatch(const Environment& environment, const Sampling& sampling, RandomStream& random, Batch& batch)
{
    const std::size_t n = sampling.comparisons;
    batch.inputs = static_cast<std::size_t>(environment.dimension());
    batch.rows = sampling.reuses() ? sampling.alternatives : 2 * n;
    batch.sharedRows = sampling.reuses();
    batch.groupSizes = sampling.reuses() ? std::vector{batch.rows} : std::vector{n, n};
    batch.states.resize(batch.rows * batch.inputs);
    batch.comparisons.resize(n);
    drawStates(batch.states, random);
    const std::span<const double> states(batch.states);
    const auto rows = static_cast<std::uint32_t>(batch.rows);
    for (std::size_t i = 0; i < n; ++i) {
        std::uint32_t first = static_cast<std::uint32_t>(i);
        std::uint32_t second = static_cast<std::uint32_t>(n + i);
        if (sampling.reuses()) {
            first = random.below(rows);
            second = random.below(rows - 1);
            second += second >= first ? 1 : 0;
        }
        const double u = environment.sampleUtility(states.subspan(first * batch.inputs, batch.inputs), random);
        const double v = environment.sampleUtility(states.subspan(second * batch.inputs, batch.inputs), random);
        batch.comparisons[i] = {first, second, v > u};
    }
}

void drawPairBatch(const Environment& environment, std::size_t comparisons, RandomStream& random, Batch& batch)
{
    const auto d = static_cast<std::size_t>(environment.dimension());
    batch.inputs = 2 * d;
    batch.rows = comparisons;
    batch.sharedRows = false;
    batch.groupSizes = {comparisons};
    batch.states.resize(batch.rows * batch.inputs);
    batch.comparisons.resize(comparisons);
    drawStates(batch.states, random);
    const std::span<const double> states(batch.states);
    for (std::size_t i = 0; i < comparisons; ++i) {
        const double u = environment.sampleUtility(states.subspan(2 * i * d, d), random);
        const double v = environment.sampleUtility(states.subspan((2 * i + 1) * d, d), random);
        const auto index = static_cast<std::uint32_t>(i);
        batch.comparisons[i] = {index, index, v > u};
    }
}

} // namespace dpl::synthetic
