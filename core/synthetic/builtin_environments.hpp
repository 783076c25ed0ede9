#pragma once

#include "synthetic/environment.hpp"

namespace dpl::synthetic {

/// u = a for a < 0.8, else 2 a z with z ~ Bernoulli(1/2). BC(a) = 0.1 + a below 0.8 and 0.275 + 0.25 a from there (at a
/// = 0, which ties with a tenth of the outcomes, its limit from the right).
class OneDimensionalEnvironment final : public Environment {
public:
    std::string name() const override { return "1d"; }
    std::string description() const override;
    int dimension() const override { return 1; }
    std::vector<Outcome> outcomes(std::span<const double> a) const override;
    double bordaCount(std::span<const double> a) const override;
    double sampleUtility(std::span<const double> a, RandomStream& random) const override;
    std::vector<HiddenContext> hiddenContexts() const override;
    Json toJson() const override { return "1d"; }
};

/// (x, y): u = y / (1 - x y) with probability 1 - x y, else 0; expected utility y. Its Borda count is
/// (1 - q) (1/4 + E(v)) + q / 8 with q = x y, v = y / (1 - q).
class TwoDimensionalEnvironment final : public Environment {
public:
    std::string name() const override { return "2d"; }
    std::string description() const override;
    int dimension() const override { return 2; }
    int atoms() const override { return 8; }
    std::vector<Outcome> outcomes(std::span<const double> a) const override;
    double bordaCount(std::span<const double> a) const override;
    double sampleUtility(std::span<const double> a, RandomStream& random) const override;
    Json toJson() const override { return "2d"; }

    /// The polynomial that the reference draws. It ranks the non-zero utilities by y instead of y / (1 - x y) and is
    /// off by up to 0.153.
    static double referenceBordaCount(double x, double y);
};

} // namespace dpl::synthetic
