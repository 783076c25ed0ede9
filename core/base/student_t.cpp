#include "base/student_t.hpp"

#include "base/error.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace dpl {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// The continued fraction of the incomplete beta function (DLMF 8.17.22) by the modified Lentz method. Converges fast
/// for x < (a + 1) / (a + b + 2).
double betaFraction(double x, double a, double b)
{
    constexpr double tiny = 1e-300;
    constexpr int most = 1000;
    const auto keptOff = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1.0;
    double d = 1.0 / keptOff(1.0 - (a + b) * x / (a + 1.0));
    double result = d;
    for (int m = 1; m <= most; ++m) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for (const double term : {even, odd}) {
            d = 1.0 / keptOff(1.0 + term * d);
            c = keptOff(1.0 + term / c);
            result *= c * d;
        }
        if (std::abs(c * d - 1.0) < 1e-15) {
            break;
        }
    }
    return result;
}

/// ln Gamma(a + 1/2) - ln Gamma(a), whose terms are too large to be subtracted where a is (DLMF 5.11.13).
double halfStepOfLogGamma(double a)
{
    return a < 1e3 ? std::lgamma(a + 0.5) - std::lgamma(a)
                   : 0.5 * std::log(a) - 1.0 / (8.0 * a) + 1.0 / (192.0 * a * a * a);
}

/// I_x(a, 1/2), the regularised incomplete beta function; `rest` is 1 - x.
double regularisedBeta(double x, double rest, double a)
{
    if (x <= 0.0) {
        return 0.0;
    }
    if (rest <= 0.0) {
        return 1.0;
    }
    constexpr double b = 0.5;
    const double logX = rest < 0.5 ? std::log1p(-rest) : std::log(x);
    const double front = std::exp(halfStepOfLogGamma(a) - std::lgamma(b) + a * logX + b * std::log(rest));
    return x < (a + 1.0) / (a + b + 2.0) ? front * betaFraction(x, a, b) / a
                                         : 1.0 - front * betaFraction(rest, b, a) / b;
}

/// P(T > |t|)
double upperTail(double t, double degrees)
{
    const double sum = degrees + t * t;
    return std::isinf(sum) ? 0.0 : 0.5 * regularisedBeta(degrees / sum, t * t / sum, 0.5 * degrees);
}

} // namespace

double studentTCdf(double t, double degrees)
{
    const double tail = upperTail(t, degrees);
    return t > 0.0 ? 1.0 - tail : tail;
}

double studentTQuantile(double p, double degrees)
{
    if (!(p > 0.0 && p < 1.0 && degrees > 0.0)) {
        throw Error("the " + std::to_string(p) + "-quantile of Student's t with " + std::to_string(degrees)
            + " degrees of freedom");
    }
    if (p == 0.5) {
        return 0.0;
    }
    const double tail = std::min(p, 1.0 - p);
    double low = 0.0;
    double high = 1.0;
    while (upperTail(high, degrees) > tail) {
        low = high;
        high *= 2.0;
    }
    for (int halving = 0; halving < 200 && high - low > 1e-15 * high; ++halving) {
        const double middle = 0.5 * (low + high);
        (upperTail(middle, degrees) > tail ? low : high) = middle;
    }
    return p < 0.5 ? -high : high;
}

Interval tInterval(std::span<const double> values, double coverage)
{
    if (values.size() < 2) {
        return {nothing, nothing};
    }
    const MeanAndDeviation over = meanAndDeviation(values);
    const auto n = static_cast<double>(values.size());
    const double half = studentTQuantile(0.5 * (1.0 + coverage), n - 1.0) * over.deviation / std::sqrt(n);
    return {over.mean - half, over.mean + half};
}

double pairedTTest(std::span<const double> a, std::span<const double> b)
{
    if (a.size() != b.size()) {
        throw Error("a paired t-test of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) + " values");
    }
    if (a.size() < 2) {
        return nothing;
    }
    std::vector<double> differences;
    for (std::size_t i = 0; i < a.size(); ++i) {
        differences.push_back(a[i] - b[i]);
    }
    const MeanAndDeviation over = meanAndDeviation(differences);
    const auto n = static_cast<double>(a.size());
    if (over.deviation == 0.0) {
        return over.mean == 0.0 ? 1.0 : 0.0;
    }
    return 2.0 * upperTail(over.mean / (over.deviation / std::sqrt(n)), n - 1.0);
}

} // namespace dpl
