#include "preference/synthetic_model.hpp"

#include "base/error.hpp"
#include "preference/comparison_losses.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::preference {

namespace {

constexpr double logStdevOffset = -2.0;

struct Stdev {
    double value;
    double derivative; ///< with respect to the output
};

/// sigma = exp(o - 2), held inside what the likelihood can take and at most max_std; like torch's clamp, it follows the
/// output where that is exactly at the bound.
Stdev stdevOf(const SyntheticHead& head, double output)
{
    static const double lowest = std::log(smallestStdev);
    const double highest = head.maxStdev ? std::log(*head.maxStdev) : -lowest;
    const double log = output + logStdevOffset;
    const double value = std::exp(std::clamp(log, lowest, highest));
    return {value, log < lowest || log > highest ? 0.0 : value};
}

} // namespace

std::string toString(SyntheticModel model)
{
    switch (model) {
    case SyntheticModel::base: return "base";
    case SyntheticModel::meanAndVariance: return "mean_and_variance";
    case SyntheticModel::categorical: return "categorical";
    case SyntheticModel::classifier: return "classifier";
    }
    throw Error("unknown synthetic model");
}

SyntheticModel syntheticModelFromString(const std::string& name)
{
    for (const SyntheticModel model : allSyntheticModels) {
        if (toString(model) == name) {
            return model;
        }
    }
    throw Error(
        "\"" + name + "\" is not a synthetic reward model; use base, mean_and_variance, categorical or classifier");
}

int SyntheticHead::outputs() const
{
    return model == SyntheticModel::categorical ? atoms : model == SyntheticModel::meanAndVariance ? 2 : 1;
}

utility::UtilityDistribution distribution(const SyntheticHead& head, std::span<const double> outputs)
{
    switch (head.model) {
    case SyntheticModel::base: return utility::PointUtility{outputs[0]};
    case SyntheticModel::meanAndVariance: return utility::GaussianUtility{outputs[0], stdevOf(head, outputs[1]).value};
    case SyntheticModel::categorical: {
        utility::CategoricalUtility result{std::vector<double>(outputs.size())};
        std::vector<double> logs(outputs.size());
        softmax(outputs, result.probabilities, logs);
        return result;
    }
    case SyntheticModel::classifier: break;
    }
    throw Error("a classifier compares alternatives and has no utility of one");
}

void InterpretedRows::resize(const SyntheticHead& head, std::size_t rows)
{
    const std::size_t size = rows * static_cast<std::size_t>(head.outputs());
    m_values.resize(size);
    m_second.resize(size);
}

template <typename Real>
void InterpretedRows::interpret(
    const SyntheticHead& head, std::span<const Real> outputs, std::size_t begin, std::size_t end)
{
    const auto width = static_cast<std::size_t>(head.outputs());
    for (std::size_t i = begin * width; i < end * width; ++i) {
        m_values[i] = static_cast<double>(outputs[i]);
    }
    for (std::size_t row = begin; row < end; ++row) {
        if (head.model == SyntheticModel::meanAndVariance) {
            const Stdev stdev = stdevOf(head, m_values[2 * row + 1]);
            m_values[2 * row + 1] = stdev.value;
            m_second[2 * row + 1] = stdev.derivative;
        } else if (head.model == SyntheticModel::categorical) {
            const auto values = std::span(m_values).subspan(row * width, width);
            softmax(values, values, std::span(m_second).subspan(row * width, width));
        }
    }
}

template void InterpretedRows::interpret(const SyntheticHead&, std::span<const float>, std::size_t, std::size_t);
template void InterpretedRows::interpret(const SyntheticHead&, std::span<const double>, std::size_t, std::size_t);

double InterpretedRows::addLoss(
    const SyntheticHead& head, std::span<const Comparison> comparisons, double scale, std::span<double> dOutputs) const
{
    const auto width = static_cast<std::size_t>(head.outputs());
    double sum = 0.0;
    for (const Comparison& comparison : comparisons) {
        const std::size_t chosen = comparison.secondPreferred ? comparison.second : comparison.first;
        const std::size_t rejected = comparison.secondPreferred ? comparison.first : comparison.second;
        switch (head.model) {
        case SyntheticModel::base: {
            const PointLoss loss = pointLoss(m_values[chosen] - m_values[rejected]);
            sum += loss.loss;
            dOutputs[chosen] += scale * loss.dDifference;
            dOutputs[rejected] -= scale * loss.dDifference;
            break;
        }
        case SyntheticModel::meanAndVariance: {
            const Gaussian c{m_values[2 * chosen], m_values[2 * chosen + 1]};
            const Gaussian r{m_values[2 * rejected], m_values[2 * rejected + 1]};
            const GaussianLoss loss = gaussianLoss(c, r);
            sum += loss.loss;
            dOutputs[2 * chosen] += scale * loss.dChosenMean;
            dOutputs[2 * rejected] -= scale * loss.dChosenMean;
            dOutputs[2 * chosen + 1] += scale * loss.dChosenStdev * m_second[2 * chosen + 1];
            dOutputs[2 * rejected + 1] += scale * loss.dRejectedStdev * m_second[2 * rejected + 1];
            break;
        }
        case SyntheticModel::categorical: {
            const auto row = [&](const std::vector<double>& values, std::size_t index) {
                return std::span(values).subspan(index * width, width);
            };
            sum += categoricalLoss({row(m_values, chosen), row(m_second, chosen)},
                {row(m_values, rejected), row(m_second, rejected)}, scale, dOutputs.subspan(chosen * width, width),
                dOutputs.subspan(rejected * width, width));
            break;
        }
        case SyntheticModel::classifier: {
            const double sign = comparison.secondPreferred ? 1.0 : -1.0;
            const PointLoss loss = pointLoss(sign * m_values[comparison.first]);
            sum += loss.loss;
            dOutputs[comparison.first] += scale * sign * loss.dDifference;
            break;
        }
        }
    }
    return sum;
}

} // namespace dpl::preference
