// Another head that is not shipped, whose distribution has a density.

#include "preference/comparison_losses.hpp"
#include "preference/head_definition.hpp"
#include "report/own_role.hpp"

#include <cmath>
#include <numbers>

namespace dpl::preference {

namespace {

/// Laplace's distribution of scale 1: density exp(-|u - mean|) / 2.
class LaplaceUtility : public utility::OwnDistribution {
public:
    explicit LaplaceUtility(double mean) : m_mean(mean) { }

    double mean() const override { return m_mean; }
    double stdev() const override { return std::numbers::sqrt2; }
    double density(double u) const override { return 0.5 * std::exp(-std::abs(u - m_mean)); }

    double quantile(double alpha) const override
    {
        return alpha < 0.5 ? m_mean + std::log(2.0 * alpha) : m_mean - std::log(2.0 - 2.0 * alpha);
    }

    double probabilityPreferred(const utility::OwnDistribution& other) const override
    {
        const double difference = m_mean - other.mean();
        const double tail = 0.5 * (1.0 + 0.5 * std::abs(difference)) * std::exp(-std::abs(difference));
        return difference > 0.0 ? 1.0 - tail : tail;
    }

private:
    double m_mean;
};

} // namespace

/// One output, the mean; Bradley-Terry's loss.
class LaplaceHead : public HeadDefinition {
public:
    std::string name() const override { return "laplace"; }
    std::string label() const override { return "Laplace"; }
    report::SeriesRole role() const override { return report::ownRole({0x11, 0x86, 0x4d}); }
    int outputCount(const HeadOptions& /*options*/) const override { return 1; }
    bool canHave(int outputs) const override { return outputs == 1; }

    utility::UtilityDistribution distribution(std::span<const double> outputs) const override
    {
        return utility::OwnUtility{std::make_shared<const LaplaceUtility>(outputs[0])};
    }

    double loss(const ComparisonOutputs& rows, const HeadOptions& /*options*/, RewardLoss& result) const override
    {
        for (std::size_t i = 0; i < rows.count; ++i) {
            const PointLoss loss = pointLoss(rows.chosen[i] - rows.rejected[i]);
            result.perComparison[i] = loss.loss;
            result.dChosen[i] = loss.dDifference / static_cast<double>(rows.count);
            result.dRejected[i] = -result.dChosen[i];
        }
        return 0.0;
    }
};

template HeadPointer makeHead<LaplaceHead>();

} // namespace dpl::preference
