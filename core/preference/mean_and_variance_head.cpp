#include "preference/comparison_losses.hpp"
#include "preference/head_definition.hpp"

#include <algorithm>

namespace dpl::preference {

namespace {

double stdevOf(double output)
{
    return std::max(softplus(output), smallestStdev);
}

} // namespace

/// Two outputs, mu and o, of N(mu, softplus(o)^2); gaussianLoss, and variance_penalty times mean(sigma_c^2 +
/// sigma_r^2).
class MeanAndVarianceHead : public HeadDefinition {
public:
    std::string name() const override { return "mean_and_variance"; }
    std::string label() const override { return "mean and variance"; }
    report::SeriesRole role() const override { return report::SeriesRole::meanAndVariance; }
    int outputCount(const HeadOptions& /*options*/) const override { return 2; }
    bool canHave(int outputs) const override { return outputs == 2; }

    std::vector<HeadOption> options() const override
    {
        HeadOption penalty;
        penalty.name = "variance_penalty";
        penalty.label = "Variance penalty";
        penalty.description = "Weight of mean sigma^2 in the mean_and_variance head's loss";
        penalty.standard = 0.0;
        penalty.place = 3;
        HeadOption likelihood;
        likelihood.name = "gaussian_likelihood";
        likelihood.label = "Gaussian likelihood";
        likelihood.description = "Likelihood of mean_and_variance: reference (logistic) or paper (normal)";
        likelihood.standard = "reference";
        likelihood.choices = {"reference", "paper"};
        likelihood.namesFolder = false;
        likelihood.place = 4;
        return {penalty, likelihood};
    }

    utility::UtilityDistribution distribution(std::span<const double> outputs) const override
    {
        return utility::GaussianUtility{outputs[0], softplus(outputs[1])};
    }

    std::string python() const override
    {
        return R"(mean, sigma = o[0], max(o[1], 0.0) + math.log1p(math.exp(-abs(o[1])))  # softplus
quantile = NormalDist(mean, sigma).inv_cdf
atoms = []
)";
    }

    double loss(const ComparisonOutputs& rows, const HeadOptions& options, RewardLoss& result) const override
    {
        const double penalty = options.number("variance_penalty");
        const auto likelihood = options.choice("gaussian_likelihood") == "paper" ? GaussianLikelihood::normal
                                                                                 : GaussianLikelihood::logistic;
        const auto n = static_cast<double>(rows.count);
        double squares = 0.0;
        for (std::size_t i = 0; i < rows.count; ++i) {
            const auto c = rows.chosenRow(i);
            const auto r = rows.rejectedRow(i);
            const Gaussian chosen{c[0], stdevOf(c[1])};
            const Gaussian rejected{r[0], stdevOf(r[1])};
            const GaussianLoss loss = gaussianLoss(chosen, rejected, likelihood);
            result.perComparison[i] = loss.loss;
            squares += chosen.stdev * chosen.stdev + rejected.stdev * rejected.stdev;
            const auto dStdev = [&](double dLoss, double stdev, double output) {
                return (dLoss + 2.0 * penalty * stdev) * softplusDerivative(output) / n;
            };
            result.dChosen[2 * i] = loss.dChosenMean / n;
            result.dChosen[2 * i + 1] = dStdev(loss.dChosenStdev, chosen.stdev, c[1]);
            result.dRejected[2 * i] = -loss.dChosenMean / n;
            result.dRejected[2 * i + 1] = dStdev(loss.dRejectedStdev, rejected.stdev, r[1]);
        }
        return penalty * squares / n;
    }
};

template HeadPointer makeHead<MeanAndVarianceHead>();

} // namespace dpl::preference
