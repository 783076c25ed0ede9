#include "synthetic/environment.hpp"

#include "base/error.hpp"
#include "synthetic/builtin_environments.hpp"
#include "synthetic/piecewise_environment.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dpl::synthetic {

double Environment::expectedUtility(std::span<const double> a) const
{
    double sum = 0.0;
    for (const Outcome& outcome : outcomes(a)) {
        sum += outcome.probability * outcome.utility;
    }
    return sum;
}

double Environment::standardDeviation(std::span<const double> a) const
{
    const double mean = expectedUtility(a);
    double squares = 0.0;
    for (const Outcome& outcome : outcomes(a)) {
        squares += outcome.probability * (outcome.utility - mean) * (outcome.utility - mean);
    }
    return std::sqrt(squares);
}

std::vector<HiddenContext> Environment::hiddenContexts() const
{
    return {};
}

std::shared_ptr<const Environment> loadEnvironment(const std::string& nameOrFile)
{
    if (nameOrFile == "1d" || nameOrFile == "2d") {
        return environmentFromJson(nameOrFile, nameOrFile);
    }
    if (nameOrFile.starts_with('{')) {
        return environmentFromJson(parseJson(nameOrFile, "environment"), "environment");
    }
    std::error_code ignored;
    if (!std::filesystem::exists(nameOrFile, ignored)) {
        throw Error("\"" + nameOrFile + "\" is not an environment: it is neither 1d nor 2d, and there is no such file");
    }
    return environmentFromJson(readJsonFile(nameOrFile), nameOrFile);
}

std::shared_ptr<const Environment> environmentFromJson(const Json& value, const std::string& source)
{
    if (value == "1d") {
        return std::make_shared<OneDimensionalEnvironment>();
    }
    if (value == "2d") {
        return std::make_shared<TwoDimensionalEnvironment>();
    }
    return std::make_shared<PiecewiseEnvironment>(PiecewiseEnvironment::fromJson(value, source));
}

NumericalBordaCount::NumericalBordaCount(const Environment& environment)
{
    const int dimension = environment.dimension();
    const std::size_t perAxis = dimension == 1 ? std::size_t{1} << 17 : std::size_t{1} << 10;
    const std::size_t cells = dimension == 1 ? perAxis : perAxis * perAxis;
    const double weight = 1.0 / static_cast<double>(cells);
    std::vector<Outcome> all;
    all.reserve(2 * cells);
    std::array<double, 2> a{};
    for (std::size_t cell = 0; cell < cells; ++cell) {
        a[0] = (static_cast<double>(cell % perAxis) + 0.5) / static_cast<double>(perAxis);
        a[1] = (static_cast<double>(cell / perAxis) + 0.5) / static_cast<double>(perAxis);
        for (const Outcome& outcome : environment.outcomes(std::span(a).first(static_cast<std::size_t>(dimension)))) {
            all.push_back({outcome.probability * weight, outcome.utility});
        }
    }
    std::sort(all.begin(), all.end(), [](const Outcome& x, const Outcome& y) { return x.utility < y.utility; });
    double cumulative = 0.0;
    for (const Outcome& outcome : all) {
        cumulative += outcome.probability;
        if (!m_utilities.empty() && m_utilities.back() == outcome.utility) {
            m_cumulative.back() = cumulative;
        } else {
            m_utilities.push_back(outcome.utility);
            m_cumulative.push_back(cumulative);
        }
    }
}

double NumericalBordaCount::ofUtility(double u) const
{
    const auto found = std::lower_bound(m_utilities.begin(), m_utilities.end(), u);
    const auto index = static_cast<std::size_t>(found - m_utilities.begin());
    const double below = index == 0 ? 0.0 : m_cumulative[index - 1];
    const bool tie = found != m_utilities.end() && *found == u;
    return tie ? 0.5 * (below + m_cumulative[index]) : below;
}

double NumericalBordaCount::of(std::span<const Outcome> outcomes) const
{
    double sum = 0.0;
    for (const Outcome& outcome : outcomes) {
        sum += outcome.probability * ofUtility(outcome.utility);
    }
    return sum;
}

} // namespace dpl::synthetic
