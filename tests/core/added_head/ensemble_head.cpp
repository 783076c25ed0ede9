// A head that is not shipped: all that the program is told of it.

#include "base/error.hpp"
#include "preference/comparison_losses.hpp"
#include "preference/head_definition.hpp"
#include "report/own_role.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::preference {

namespace {

double meanOf(std::span<const double> values)
{
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

double varianceOf(std::span<const double> values)
{
    const double mean = meanOf(values);
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return squares / static_cast<double>(values.size());
}

/// The members' utilities, each as likely as the others.
class EnsembleUtility : public utility::OwnDistribution {
public:
    explicit EnsembleUtility(std::span<const double> members) : m_members(members.begin(), members.end())
    {
        std::sort(m_members.begin(), m_members.end());
    }

    double mean() const override { return meanOf(m_members); }
    double stdev() const override { return std::sqrt(varianceOf(m_members)); }

    double quantile(double alpha) const override
    {
        const double place = std::ceil(alpha * static_cast<double>(m_members.size()));
        return m_members[static_cast<std::size_t>(place) - 1];
    }

    double probabilityPreferred(const utility::OwnDistribution& other) const override
    {
        const auto* ensemble = dynamic_cast<const EnsembleUtility*>(&other);
        if (ensemble == nullptr) {
            throw Error("an ensemble's utilities are on a scale of their own");
        }
        double won = 0.0;
        for (const double a : m_members) {
            for (const double b : ensemble->m_members) {
                won += a > b ? 1.0 : a == b ? 0.5 : 0.0;
            }
        }
        return won / static_cast<double>(m_members.size() * ensemble->m_members.size());
    }

    std::vector<utility::Atom> atoms() const override
    {
        std::vector<utility::Atom> all;
        for (const double member : m_members) {
            all.push_back({member, 1.0 / static_cast<double>(m_members.size())});
        }
        return all;
    }

private:
    std::vector<double> m_members; ///< ascending
};

} // namespace

/// k outputs, each a utility of its own; the mean of their Bradley-Terry losses, and agreement times the members'
/// variance.
class EnsembleHead : public HeadDefinition {
public:
    std::string name() const override { return "ensemble_of_means"; }
    std::string label() const override { return "ensemble"; }
    report::SeriesRole role() const override { return report::ownRole({0x7f, 0x3c, 0x8d}, report::Dash::dashDotted); }
    bool canHave(int outputs) const override { return outputs >= 2; }

    int outputCount(const HeadOptions& options) const override
    {
        return static_cast<int>(options.wholeNumber("ensemble_members"));
    }

    std::vector<HeadOption> options() const override
    {
        HeadOption members;
        members.name = "ensemble_members";
        members.label = "Members";
        members.description = "Means of the ensemble_of_means head";
        members.standard = std::int64_t{2};
        members.least = 2;
        members.most = 64;
        HeadOption agreement;
        agreement.name = "agreement";
        agreement.label = "Agreement";
        agreement.description = "Weight of the variance between members in the ensemble_of_means head's loss";
        agreement.standard = 0.01;
        return {members, agreement};
    }

    utility::UtilityDistribution distribution(std::span<const double> outputs) const override
    {
        return utility::OwnUtility{std::make_shared<const EnsembleUtility>(outputs)};
    }

    double loss(const ComparisonOutputs& rows, const HeadOptions& options, RewardLoss& result) const override
    {
        const double agreement = options.number("agreement");
        const auto n = static_cast<double>(rows.count);
        const auto k = static_cast<double>(rows.width);
        double variances = 0.0;
        for (std::size_t i = 0; i < rows.count; ++i) {
            const auto chosen = rows.chosenRow(i);
            const auto rejected = rows.rejectedRow(i);
            variances += varianceOf(chosen) + varianceOf(rejected);
            for (std::size_t member = 0; member < rows.width; ++member) {
                const PointLoss loss = pointLoss(chosen[member] - rejected[member]);
                result.perComparison[i] += loss.loss / k;
                const auto gradient = [&](double sign, std::span<const double> side) {
                    return (sign * loss.dDifference + 2.0 * agreement * (side[member] - meanOf(side))) / (n * k);
                };
                result.dChosen[i * rows.width + member] = gradient(1.0, chosen);
                result.dRejected[i * rows.width + member] = gradient(-1.0, rejected);
            }
        }
        return agreement * variances / n;
    }
};

template HeadPointer makeHead<EnsembleHead>();

} // namespace dpl::preference
