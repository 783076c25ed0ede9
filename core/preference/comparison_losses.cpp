#include "preference/comparison_losses.hpp"

#include "utility/normal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace dpl::preference {

namespace {

constexpr double softplusThreshold = 20.0;
const double rootTwoPi = std::sqrt(2.0 * std::numbers::pi);

double sigmoid(double x)
{
    if (x >= 0.0) {
        return 1.0 / (1.0 + std::exp(-x));
    }
    const double e = std::exp(x);
    return e / (1.0 + e);
}

double logAddExp(double a, double b)
{
    const double high = std::max(a, b);
    return std::isinf(high) ? high : high + std::log1p(std::exp(std::min(a, b) - high));
}

/// The loss where the probability itself is too small for a double: all sums as sums of logarithms.
double categoricalLossInLogSpace(
    Categorical chosen, Categorical rejected, double scale, std::span<double> dChosen, std::span<double> dRejected)
{
    const std::size_t n = chosen.probabilities.size();
    const double none = -std::numeric_limits<double>::infinity();
    std::vector<double> beaten(n); // log of the rejected mass that atom i of the chosen side beats, ties half
    std::vector<double> beating(n); // log of the chosen mass that beats atom i of the rejected side
    double below = none;
    for (std::size_t i = 0; i < n; ++i) {
        beaten[i] = logAddExp(below, rejected.logProbabilities[i] - std::numbers::ln2);
        below = logAddExp(below, rejected.logProbabilities[i]);
    }
    double above = none;
    for (std::size_t i = n; i-- > 0;) {
        beating[i] = logAddExp(above, chosen.logProbabilities[i] - std::numbers::ln2);
        above = logAddExp(above, chosen.logProbabilities[i]);
    }
    double logProbability = none;
    for (std::size_t i = 0; i < n; ++i) {
        logProbability = logAddExp(logProbability, chosen.logProbabilities[i] + beaten[i]);
    }
    for (std::size_t i = 0; i < n; ++i) {
        dChosen[i] +=
            scale * (chosen.probabilities[i] - std::exp(chosen.logProbabilities[i] + beaten[i] - logProbability));
        dRejected[i] +=
            scale * (rejected.probabilities[i] - std::exp(rejected.logProbabilities[i] + beating[i] - logProbability));
    }
    return -logProbability;
}

} // namespace

double softplus(double x)
{
    return x > softplusThreshold ? x : std::log1p(std::exp(x));
}

double softplusDerivative(double x)
{
    return x > softplusThreshold ? 1.0 : sigmoid(x);
}

PointLoss pointLoss(double difference)
{
    const double loss =
        difference >= 0.0 ? std::log1p(std::exp(-difference)) : std::log1p(std::exp(difference)) - difference;
    return {loss, -sigmoid(-difference)};
}

GaussianLoss gaussianLoss(Gaussian chosen, Gaussian rejected, GaussianLikelihood likelihood)
{
    const double spread = std::sqrt(chosen.stdev * chosen.stdev + rejected.stdev * rejected.stdev);
    const double z = (chosen.mean - rejected.mean) / spread;
    double loss = 0.0;
    double dz = 0.0;
    if (likelihood == GaussianLikelihood::logistic) {
        loss = softplus(-z * rootTwoPi);
        dz = -rootTwoPi * softplusDerivative(-z * rootTwoPi);
    } else {
        loss = -utility::logNormalCdf(z);
        dz = -utility::inverseMillsRatio(z);
    }
    // dz/dsigma_c = -z sigma_c / (sigma_c^2 + sigma_r^2)
    const double dSpread = -dz * z / spread;
    return {loss, dz / spread, dSpread * (chosen.stdev / spread), dSpread * (rejected.stdev / spread)};
}

void softmax(std::span<const double> logits, std::span<double> probabilities, std::span<double> logProbabilities)
{
    const double high = *std::max_element(logits.begin(), logits.end());
    double sum = 0.0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        logProbabilities[i] = logits[i] - high;
        probabilities[i] = std::exp(logProbabilities[i]);
        sum += probabilities[i];
    }
    const double logSum = std::log(sum);
    for (std::size_t i = 0; i < logits.size(); ++i) {
        probabilities[i] /= sum;
        logProbabilities[i] -= logSum;
    }
}

double categoricalLoss(
    Categorical chosen, Categorical rejected, double scale, std::span<double> dChosen, std::span<double> dRejected)
{
    const std::size_t n = chosen.probabilities.size();
    const auto& pc = chosen.probabilities;
    const auto& pr = rejected.probabilities;
    double probability = 0.0;
    double below = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        probability += pc[i] * (below + 0.5 * pr[i]);
        below += pr[i];
    }
    if (probability < 1e-280) {
        return categoricalLossInLogSpace(chosen, rejected, scale, dChosen, dRejected);
    }
    // d(-log P)/dx_k = p(k) - p(k) B(k) / P, where B(k) is the mass of the other side that atom k beats (or is beaten
    // by).
    const double inverse = 1.0 / probability;
    below = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        dChosen[i] += scale * pc[i] * (1.0 - (below + 0.5 * pr[i]) * inverse);
        below += pr[i];
    }
    double above = 0.0;
    for (std::size_t i = n; i-- > 0;) {
        dRejected[i] += scale * pr[i] * (1.0 - (above + 0.5 * pc[i]) * inverse);
        above += pc[i];
    }
    return -std::log(probability);
}

} // namespace dpl::preference
