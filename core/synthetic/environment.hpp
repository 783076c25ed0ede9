#pragma once

#include "base/json.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dpl {
class RandomStream;
}

namespace dpl::synthetic {

struct HiddenContext;

/// The utility of an alternative under one hidden context, and that context's probability.
struct Outcome {
    double probability = 0.0;
    double utility = 0.0;
};

/// A hidden-context environment: alternatives a, uniform on [0, 1]^d, and the distribution of the utility u(a, z) over
/// hidden contexts z (paper, section 3; REFERENCE 5).
class Environment {
public:
    virtual ~Environment() = default;

    /// "1d", "2d", or the name of a custom environment; the folder of its results.
    virtual std::string name() const = 0;

    /// One sentence for people.
    virtual std::string description() const = 0;

    /// d
    virtual int dimension() const = 0;

    /// Atoms of the categorical model that the reference uses here.
    virtual int atoms() const { return 20; }

    /// The contexts with positive probability at alternative a [d]; the probabilities add up to 1.
    virtual std::vector<Outcome> outcomes(std::span<const double> a) const = 0;

    /// BC(a) = E_b[P(u(a, z) > u(b, z')) + P(equal) / 2], b uniform, contexts independent.
    virtual double bordaCount(std::span<const double> a) const = 0;

    /// The contexts as functions of a (piecewise_environment.hpp), for people to look at; none in two dimensions.
    virtual std::vector<HiddenContext> hiddenContexts() const;

    /// What is needed to make it again: "1d", "2d", or the object of a custom environment.
    virtual Json toJson() const = 0;

    double expectedUtility(std::span<const double> a) const;

    /// Standard deviation of the utility over contexts.
    double standardDeviation(std::span<const double> a) const;

    /// The utility under a fresh context: that of the first outcome whose cumulative probability exceeds a uniform
    /// number.
    virtual double sampleUtility(std::span<const double> a, RandomStream& random) const = 0;
};

/// "1d", "2d", a custom environment's JSON, or a file with it. Throws Error saying what is wrong and where.
std::shared_ptr<const Environment> loadEnvironment(const std::string& nameOrFile);

/// The inverse of Environment::toJson; `source` names it in errors.
std::shared_ptr<const Environment> environmentFromJson(const Json& value, const std::string& source);

/// Borda counts of any environment by numerical integration: the distribution of the utility of a random alternative is
/// tabulated on midpoints of a regular grid over [0, 1]^d (2^17 in one dimension, 1024 x 1024 in two), each weighted by
/// its contexts' probabilities. The error is of the order of the grid's spacing (1e-5; 2e-3 in two dimensions).
class NumericalBordaCount {
public:
    explicit NumericalBordaCount(const Environment& environment);

    /// P(u > U_B) + P(u = U_B) / 2 for the utility U_B of a random alternative.
    double ofUtility(double u) const;

    /// E_z of `ofUtility`.
    double of(std::span<const Outcome> outcomes) const;

private:
    std::vector<double> m_utilities; ///< ascending, distinct
    std::vector<double> m_cumulative; ///< P(U_B <= m_utilities[i])
};

} // namespace dpl::synthetic
