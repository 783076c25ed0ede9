#include "preference/comparison_losses.hpp"
#include "preference/head_definition.hpp"

namespace dpl::preference {

/// One output, the utility u; Bradley-Terry's loss -log sigmoid(u_c - u_r).
class BaseHead : public HeadDefinition {
public:
    std::string name() const override { return "base"; }
    std::string label() const override { return "base"; }
    report::SeriesRole role() const override { return report::SeriesRole::base; }
    int outputCount(const HeadOptions& /*options*/) const override { return 1; }
    bool canHave(int outputs) const override { return outputs == 1; }
    bool isPoint() const override { return true; }

    utility::UtilityDistribution distribution(std::span<const double> outputs) const override
    {
        return utility::PointUtility{outputs[0]};
    }

    std::string python() const override
    {
        return R"(mean, sigma = o[0], 0.0
quantile = lambda level: mean
atoms = [(mean, 1.0)]
)";
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

template HeadPointer makeHead<BaseHead>();

} // namespace dpl::preference
