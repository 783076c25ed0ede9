#pragma once

#include <cstddef>
#include <span>

/// Losses of one comparison and their derivatives, in closed form and double precision. Everything that trains a reward
/// model goes through these, so language models and synthetic models share one implementation.
namespace dpl::preference {

/// The reference approximates Phi(z) by sigmoid(z sqrt(2 pi)), off by up to 0.095; the paper's text says Phi(z).
enum class GaussianLikelihood { logistic, normal };

/// log(1 + e^x) as torch computes it: x itself above 20.
double softplus(double x);

/// Derivative of softplus: 1 above 20, else the logistic sigmoid.
double softplusDerivative(double x);

/// Bradley-Terry: -log sigmoid(difference), difference = u_chosen - u_rejected.
struct PointLoss {
    double loss;
    double dDifference;
};
PointLoss pointLoss(double difference);

struct Gaussian {
    double mean;
    double stdev;
};

/// softplus(-z sqrt(2 pi)) or -log Phi(z), z = (mu_c - mu_r) / sqrt(sigma_c^2 + sigma_r^2). Standard deviations must be
/// at least `smallestStdev`, which keeps z and the loss finite.
struct GaussianLoss {
    double loss;
    double dChosenMean; ///< dRejectedMean is its negative
    double dChosenStdev;
    double dRejectedStdev;
};
inline constexpr double smallestStdev = 1e-140;
GaussianLoss gaussianLoss(
    Gaussian chosen, Gaussian rejected, GaussianLikelihood likelihood = GaussianLikelihood::logistic);

/// softmax(logits) and its logarithm, which stays finite where the probability underflows.
/// `probabilities` may be `logits` itself.
void softmax(std::span<const double> logits, std::span<double> probabilities, std::span<double> logProbabilities);

/// -log sum_ij p_c(i) p_r(j) w_ij, w = 1 if i > j, 1/2 if equal; O(n), in log space where the sum underflows. Adds
/// `scale` times the derivative with respect to the logits of either side to `dChosen` and `dRejected`.
struct Categorical {
    std::span<const double> probabilities;
    std::span<const double> logProbabilities;
};
double categoricalLoss(
    Categorical chosen, Categorical rejected, double scale, std::span<double> dChosen, std::span<double> dRejected);

} // namespace dpl::preference
