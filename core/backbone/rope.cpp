#include "backbone/rope.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dpl::backbone {

namespace {

/// The pair that turns so many times within the original context: Peng et al., equation 21.
double pairOfTurns(double turns, double context, double theta, double size)
{
    return size * std::log(context / (turns * 2.0 * std::numbers::pi)) / (2.0 * std::log(theta));
}

/// How much of each frequency is kept: 1 for fast pairs, 0 for slow ones.
std::vector<double> keptByYarn(const Rope& rope, std::int64_t rotated)
{
    const RopeScaling& scaling = rope.scaling;
    const auto size = static_cast<double>(rotated);
    const auto context = static_cast<double>(scaling.originalContext);
    double low = pairOfTurns(scaling.betaFast, context, rope.theta, size);
    double high = pairOfTurns(scaling.betaSlow, context, rope.theta, size);
    if (scaling.truncates) {
        low = std::floor(low);
        high = std::ceil(high);
    }
    low = std::max(low, 0.0);
    high = std::min(high, size - 1.0);
    if (low == high) {
        high += 0.001;
    }
    std::vector<double> kept;
    for (std::int64_t i = 0; i < rotated / 2; ++i) {
        kept.push_back(1.0 - std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0));
    }
    return kept;
}

double llama3Frequency(double frequency, const RopeScaling& scaling)
{
    const auto context = static_cast<double>(scaling.originalContext);
    const double wavelength = 2.0 * std::numbers::pi / frequency;
    if (wavelength > context / scaling.lowFrequencyFactor) {
        return frequency / scaling.factor;
    }
    if (wavelength > context / scaling.highFrequencyFactor) {
        const double smooth = (context / wavelength - scaling.lowFrequencyFactor)
            / (scaling.highFrequencyFactor - scaling.lowFrequencyFactor);
        return (1.0 - smooth) * frequency / scaling.factor + smooth * frequency;
    }
    return frequency;
}

} // namespace

std::int64_t Rope::lengthClass(std::int64_t length) const
{
    if (length <= scaling.originalContext) {
        return 0;
    }
    return scaling.kind == RopeScaling::Kind::dynamic ? length : scaling.kind == RopeScaling::Kind::longrope ? 1 : 0;
}

std::vector<float> rotaryFrequencies(const Rope& rope, std::int64_t rotated, std::int64_t lengthClass)
{
    const RopeScaling& scaling = rope.scaling;
    const auto size = static_cast<double>(rotated);
    double theta = rope.theta;
    if (scaling.kind == RopeScaling::Kind::dynamic && lengthClass > 0) {
        const double stretch =
            scaling.factor * static_cast<double>(lengthClass) / static_cast<double>(scaling.originalContext)
            - (scaling.factor - 1.0);
        theta *= std::pow(stretch, size / (size - 2.0));
    }
    const std::vector<double> kept =
        scaling.kind == RopeScaling::Kind::yarn ? keptByYarn(rope, rotated) : std::vector<double>();
    std::vector<float> frequencies(static_cast<std::size_t>(rotated / 2));
    for (std::size_t i = 0; i < frequencies.size(); ++i) {
        double frequency = std::pow(theta, -2.0 * static_cast<double>(i) / size);
        switch (scaling.kind) {
        case RopeScaling::Kind::none:
        case RopeScaling::Kind::dynamic: break;
        case RopeScaling::Kind::linear: frequency /= scaling.factor; break;
        case RopeScaling::Kind::divisors: frequency /= static_cast<double>(scaling.divisors[i]); break;
        case RopeScaling::Kind::longrope:
            frequency /= static_cast<double>((lengthClass > 0 ? scaling.longDivisors : scaling.divisors)[i]);
            break;
        case RopeScaling::Kind::yarn: frequency *= kept[i] + (1.0 - kept[i]) / scaling.factor; break;
        case RopeScaling::Kind::llama3: frequency = llama3Frequency(frequency, scaling); break;
        }
        // transformers keeps frequencies and angles in float32.
        frequencies[i] = static_cast<float>(frequency);
    }
    return frequencies;
}

} // namespace dpl::backbone
