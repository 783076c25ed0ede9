#include "utility/utility_distribution.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "utility/normal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace dpl::utility {

namespace {

double atom(std::size_t index, std::size_t count)
{
    return static_cast<double>(index) / static_cast<double>(count - 1);
}

double referenceQuantile(const std::vector<double>& probabilities, double alpha)
{
    const auto count = static_cast<double>(probabilities.size());
    double below = 0.0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        const double reached = below + probabilities[i];
        if (reached >= alpha && probabilities[i] > 0.0) {
            return (static_cast<double>(i) + (alpha - below) / probabilities[i]) / count;
        }
        below = reached;
    }
    return 1.0;
}

double atomQuantile(const std::vector<double>& probabilities, double alpha)
{
    double reached = 0.0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        reached += probabilities[i];
        if (reached >= alpha) {
            return atom(i, probabilities.size());
        }
    }
    return 1.0;
}

void checkAlpha(double alpha)
{
    if (!(alpha > 0.0 && alpha < 1.0)) {
        throw Error("alpha must be between 0 and 1, not " + formatLikePython(alpha));
    }
}

double preferred(const PointUtility& a, const PointUtility& b)
{
    return 1.0 / (1.0 + std::exp(b.value - a.value));
}

double preferred(const GaussianUtility& a, const GaussianUtility& b)
{
    const double spread = std::hypot(a.stdev, b.stdev);
    if (spread == 0.0) {
        return a.mean > b.mean ? 1.0 : a.mean < b.mean ? 0.0 : 0.5;
    }
    return normalCdf((a.mean - b.mean) / spread);
}

double preferred(const CategoricalUtility& a, const CategoricalUtility& b)
{
    if (a.probabilities.size() != b.probabilities.size()) {
        throw Error("categorical utilities of " + std::to_string(a.probabilities.size()) + " and "
            + std::to_string(b.probabilities.size()) + " atoms cannot be compared");
    }
    double below = 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < a.probabilities.size(); ++i) {
        sum += a.probabilities[i] * (below + 0.5 * b.probabilities[i]);
        below += b.probabilities[i];
    }
    return sum;
}

double preferred(const OwnUtility& a, const OwnUtility& b)
{
    return a.distribution->probabilityPreferred(*b.distribution);
}

template <typename A, typename B> double preferred(const A&, const B&)
{
    throw Error("utilities of different reward heads are on different scales and cannot be compared");
}

} // namespace

double OwnDistribution::density(double /*u*/) const
{
    throw Error("a distribution of atoms has no density");
}

UtilityKind kindOf(const UtilityDistribution& distribution)
{
    return static_cast<UtilityKind>(distribution.index());
}

std::vector<Atom> atomsOf(const UtilityDistribution& distribution)
{
    const auto* own = std::get_if<OwnUtility>(&distribution);
    return own != nullptr ? own->distribution->atoms() : std::vector<Atom>();
}

double mean(const UtilityDistribution& distribution)
{
    if (const auto* own = std::get_if<OwnUtility>(&distribution)) {
        return own->distribution->mean();
    }
    if (const auto* point = std::get_if<PointUtility>(&distribution)) {
        return point->value;
    }
    if (const auto* gaussian = std::get_if<GaussianUtility>(&distribution)) {
        return gaussian->mean;
    }
    const auto& p = std::get<CategoricalUtility>(distribution).probabilities;
    double sum = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        sum += p[i] * atom(i, p.size());
    }
    return sum;
}

double stdev(const UtilityDistribution& distribution)
{
    if (const auto* own = std::get_if<OwnUtility>(&distribution)) {
        return own->distribution->stdev();
    }
    if (std::holds_alternative<PointUtility>(distribution)) {
        return 0.0;
    }
    if (const auto* gaussian = std::get_if<GaussianUtility>(&distribution)) {
        return gaussian->stdev;
    }
    const auto& p = std::get<CategoricalUtility>(distribution).probabilities;
    const double centre = mean(distribution);
    double squares = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double distance = atom(i, p.size()) - centre;
        squares += p[i] * distance * distance;
    }
    return std::sqrt(squares);
}

double quantile(const UtilityDistribution& distribution, double alpha, QuantileRule rule)
{
    checkAlpha(alpha);
    if (const auto* own = std::get_if<OwnUtility>(&distribution)) {
        return own->distribution->quantile(alpha);
    }
    if (const auto* point = std::get_if<PointUtility>(&distribution)) {
        return point->value;
    }
    if (const auto* gaussian = std::get_if<GaussianUtility>(&distribution)) {
        return gaussian->mean + normalQuantile(alpha) * gaussian->stdev;
    }
    const auto& p = std::get<CategoricalUtility>(distribution).probabilities;
    return rule == QuantileRule::reference ? referenceQuantile(p, alpha) : atomQuantile(p, alpha);
}

double probabilityPreferred(const UtilityDistribution& a, const UtilityDistribution& b)
{
    return std::visit([](const auto& first, const auto& second) { return preferred(first, second); }, a, b);
}

double density(const UtilityDistribution& distribution, double u)
{
    if (const auto* own = std::get_if<OwnUtility>(&distribution)) {
        return own->distribution->density(u);
    }
    if (const auto* gaussian = std::get_if<GaussianUtility>(&distribution)) {
        return normalDensity((u - gaussian->mean) / gaussian->stdev) / gaussian->stdev;
    }
    if (const auto* categorical = std::get_if<CategoricalUtility>(&distribution)) {
        const auto& p = categorical->probabilities;
        if (u < 0.0 || u > 1.0 || p.empty()) {
            return 0.0;
        }
        const auto count = static_cast<double>(p.size());
        return count * p[std::min(p.size() - 1, static_cast<std::size_t>(u * count))];
    }
    throw Error("a point utility has no density");
}

double explainedVariance(std::span<const double> means, std::span<const double> stdevs)
{
    if (means.size() != stdevs.size()) {
        throw Error(
            "r^2 of " + std::to_string(means.size()) + " means and " + std::to_string(stdevs.size()) + " deviations");
    }
    const auto count = static_cast<double>(means.size());
    double centre = 0.0;
    for (const double value : means) {
        centre += value / count;
    }
    double between = 0.0;
    double within = 0.0;
    for (std::size_t i = 0; i < means.size(); ++i) {
        between += (means[i] - centre) * (means[i] - centre) / count;
        within += stdevs[i] * stdevs[i] / count;
    }
    const double all = between + within;
    return all > 0.0 ? between / all : std::numeric_limits<double>::quiet_NaN();
}

} // namespace dpl::utility
