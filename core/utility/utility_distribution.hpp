#pragma once

#include <memory>
#include <span>
#include <variant>
#include <vector>

namespace dpl::utility {

/// A known utility u: what a base reward model believes about a response.
struct PointUtility {
    double value = 0.0;

    friend bool operator==(const PointUtility&, const PointUtility&) = default;
};

/// N(mean, stdev^2).
struct GaussianUtility {
    double mean = 0.0;
    double stdev = 1.0;

    friend bool operator==(const GaussianUtility&, const GaussianUtility&) = default;
};

/// Probabilities of the atoms v_i = i / (n - 1), i = 0..n-1.
struct CategoricalUtility {
    std::vector<double> probabilities;

    friend bool operator==(const CategoricalUtility&, const CategoricalUtility&) = default;
};

/// A utility that has a probability.
struct Atom {
    double utility = 0.0;
    double probability = 0.0;

    friend bool operator==(const Atom&, const Atom&) = default;
};

/// A distribution of another kind, which a reward head brings along. It has atoms or a density.
class OwnDistribution {
public:
    virtual ~OwnDistribution() = default;

    virtual double mean() const = 0;
    virtual double stdev() const = 0;
    virtual double quantile(double alpha) const = 0; ///< 0 < alpha < 1

    /// P(this preferred to other), both utilities independent. Throws Error when `other` is of another kind.
    virtual double probabilityPreferred(const OwnDistribution& other) const = 0;

    virtual std::vector<Atom> atoms() const { return {}; } ///< empty where it has a density
    virtual double density(double u) const; ///< throws Error, as it stands: there is none
};

/// A distribution that a head brings along. Equal are those that are the same object.
struct OwnUtility {
    std::shared_ptr<const OwnDistribution> distribution;

    friend bool operator==(const OwnUtility&, const OwnUtility&) = default;
};

/// What a reward model believes about the utility of one response over hidden contexts.
using UtilityDistribution = std::variant<PointUtility, GaussianUtility, CategoricalUtility, OwnUtility>;

/// Which of them one is.
enum class UtilityKind { point, gaussian, categorical, other };
UtilityKind kindOf(const UtilityDistribution& distribution);

/// How the quantile of a categorical distribution is read (REFERENCE 2).
enum class QuantileRule {
    reference, ///< inverse of the piecewise-linear CDF whose i-th bin spans [i/n, (i+1)/n]
    atom, ///< the smallest atom v_i whose cumulative probability reaches alpha
};

double mean(const UtilityDistribution& distribution);

/// 0 for a point.
double stdev(const UtilityDistribution& distribution);

/// The alpha-quantile, 0 < alpha < 1: u; mu + Phi^-1(alpha) sigma; of a categorical by the rule.
double quantile(const UtilityDistribution& distribution, double alpha, QuantileRule rule = QuantileRule::reference);

/// P(a preferred to b), both utilities independent: sigmoid(u_a - u_b) (Bradley-Terry); Phi((mu_a - mu_b) /
/// sqrt(sigma_a^2 + sigma_b^2)); sum_ij p_a(i) p_b(j) w_ij with w = 1 if v_i > v_j and 1/2 if equal. Throws Error when
/// the kinds differ: utilities of different models are on different scales.
double probabilityPreferred(const UtilityDistribution& a, const UtilityDistribution& b);

/// Probability density of a Gaussian at u; a categorical's is constant within its bins [i/n, (i+1)/n]. Throws Error for
/// a point and for atoms, which have none.
double density(const UtilityDistribution& distribution, double u);

/// The atoms of a distribution that a head brings along; none of another, whose shape its kind says.
std::vector<Atom> atomsOf(const UtilityDistribution& distribution);

/// r^2 = Var[mu] / (Var[mu] + E[sigma^2]) over responses, with the population variance: the share of the variance of
/// utility that is explained without hidden context (paper, section 5). NaN if nothing varies.
double explainedVariance(std::span<const double> means, std::span<const double> stdevs);

} // namespace dpl::utility
