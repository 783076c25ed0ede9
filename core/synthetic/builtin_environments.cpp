#include "synthetic/builtin_environments.hpp"

#include "base/random_stream.hpp"
#include "synthetic/piecewise_environment.hpp"

#include <cmath>

namespace dpl::synthetic {

std::string OneDimensionalEnvironment::description() const
{
    return "u(a, z) = a below 0.8; from 0.8 on 2a or 0, each for half of the annotators";
}

std::vector<Outcome> OneDimensionalEnvironment::outcomes(std::span<const double> a) const
{
    if (a[0] < 0.8) {
        return {{1.0, a[0]}};
    }
    return {{0.5, 2.0 * a[0]}, {0.5, 0.0}};
}

double OneDimensionalEnvironment::bordaCount(std::span<const double> a) const
{
    return a[0] < 0.8 ? 0.1 + a[0] : 0.275 + 0.25 * a[0];
}

double OneDimensionalEnvironment::sampleUtility(std::span<const double> a, RandomStream& random) const
{
    const double draw = random.uniform();
    return a[0] < 0.8 ? a[0] : draw < 0.5 ? 2.0 * a[0] : 0.0;
}

std::vector<HiddenContext> OneDimensionalEnvironment::hiddenContexts() const
{
    const PiecewiseLinear half({{0.0, 0.5}});
    return {{"z = 1", half, PiecewiseLinear({{0.0, 0.0}, {0.8, 0.8}, {0.8, 1.6}, {1.0, 2.0}})},
        {"z = 0", half, PiecewiseLinear({{0.0, 0.0}, {0.8, 0.8}, {0.8, 0.0}, {1.0, 0.0}})}};
}

std::string TwoDimensionalEnvironment::description() const
{
    return "u(x, y) = y / (1 - xy) with probability 1 - xy, else 0";
}

std::vector<Outcome> TwoDimensionalEnvironment::outcomes(std::span<const double> a) const
{
    const double q = a[0] * a[1];
    if (q <= 0.0) {
        return {{1.0, a[1]}};
    }
    if (q >= 1.0) {
        return {{1.0, 0.0}};
    }
    return {{1.0 - q, a[1] / (1.0 - q)}, {q, 0.0}};
}

double TwoDimensionalEnvironment::bordaCount(std::span<const double> a) const
{
    const double q = a[0] * a[1];
    if (q >= 1.0) {
        return 0.125;
    }
    const double v = a[1] / (1.0 - q);
    double lower; // E(v): how often the non-zero utility of another alternative is below v
    if (v <= 1.0) {
        lower = 0.5 * std::log1p(v) + v / (2.0 * (1.0 + v));
    } else {
        const double s = (v - 1.0) / v;
        lower = s - s * s / 4.0 + 0.5 * std::log1p(1.0 / v) + 1.0 / (2.0 * v * (1.0 + v));
    }
    return (1.0 - q) * (0.25 + lower) + q / 8.0;
}

double TwoDimensionalEnvironment::sampleUtility(std::span<const double> a, RandomStream& random) const
{
    const double draw = random.uniform();
    const double q = a[0] * a[1];
    return draw < 1.0 - q ? a[1] / (1.0 - q) : 0.0;
}

double TwoDimensionalEnvironment::referenceBordaCount(double x, double y)
{
    const double q = x * y;
    return (1.0 - q) * (0.25 + y - y * y / 4.0) + q / 8.0;
}

} // namespace dpl::synthetic
