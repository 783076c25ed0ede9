#include "preference/reward_head.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dpl::preference {

namespace {

struct Rows {
    std::span<const double> chosen;
    std::span<const double> rejected;
    std::size_t count;
    std::size_t width;

    std::span<const double> chosenRow(std::size_t i) const { return chosen.subspan(i * width, width); }
    std::span<const double> rejectedRow(std::size_t i) const { return rejected.subspan(i * width, width); }
};

double stdevOf(double output)
{
    return std::max(softplus(output), smallestStdev);
}

void baseLoss(const Rows& rows, RewardLoss& result)
{
    for (std::size_t i = 0; i < rows.count; ++i) {
        const PointLoss loss = pointLoss(rows.chosen[i] - rows.rejected[i]);
        result.perComparison[i] = loss.loss;
        result.dChosen[i] = loss.dDifference / static_cast<double>(rows.count);
        result.dRejected[i] = -result.dChosen[i];
    }
}

double meanAndVarianceLoss(const Rows& rows, const RewardLossOptions& options, RewardLoss& result)
{
    const auto n = static_cast<double>(rows.count);
    double squares = 0.0;
    for (std::size_t i = 0; i < rows.count; ++i) {
        const auto c = rows.chosenRow(i);
        const auto r = rows.rejectedRow(i);
        const Gaussian chosen{c[0], stdevOf(c[1])};
        const Gaussian rejected{r[0], stdevOf(r[1])};
        const GaussianLoss loss = gaussianLoss(chosen, rejected, options.likelihood);
        result.perComparison[i] = loss.loss;
        squares += chosen.stdev * chosen.stdev + rejected.stdev * rejected.stdev;
        const auto dStdev = [&](double dLoss, double stdev, double output) {
            return (dLoss + 2.0 * options.variancePenalty * stdev) * softplusDerivative(output) / n;
        };
        result.dChosen[2 * i] = loss.dChosenMean / n;
        result.dChosen[2 * i + 1] = dStdev(loss.dChosenStdev, chosen.stdev, c[1]);
        result.dRejected[2 * i] = -loss.dChosenMean / n;
        result.dRejected[2 * i + 1] = dStdev(loss.dRejectedStdev, rejected.stdev, r[1]);
    }
    return options.variancePenalty * squares / n;
}

double categoricalHeadLoss(const Rows& rows, const RewardLossOptions& options, RewardLoss& result)
{
    const std::size_t k = rows.width;
    const std::size_t responses = 2 * rows.count;
    std::vector<double> probabilities(responses * k);
    std::vector<double> logs(responses * k);
    const auto row = [k](auto& values, std::size_t index) { return std::span(values).subspan(index * k, k); };
    for (std::size_t i = 0; i < rows.count; ++i) {
        const std::size_t c = 2 * i;
        const std::size_t r = 2 * i + 1;
        softmax(rows.chosenRow(i), row(probabilities, c), row(logs, c));
        softmax(rows.rejectedRow(i), row(probabilities, r), row(logs, r));
        result.perComparison[i] =
            categoricalLoss({row(probabilities, c), row(logs, c)}, {row(probabilities, r), row(logs, r)},
                1.0 / static_cast<double>(rows.count), row(result.dChosen, i), row(result.dRejected, i));
    }
    if (options.entropyCoefficient == 0.0) {
        return 0.0;
    }
    const double weight = options.entropyCoefficient / static_cast<double>(responses);
    std::vector<double> logBatchMean(k);
    double term = 0.0;
    if (options.entropy == EntropyTerm::batchMean) {
        for (std::size_t atom = 0; atom < k; ++atom) {
            double mean = 0.0;
            for (std::size_t response = 0; response < responses; ++response) {
                mean += probabilities[response * k + atom];
            }
            mean /= static_cast<double>(responses);
            // An atom that no response gives any probability adds 0 log 0 = 0, and its gradient is 0.
            logBatchMean[atom] = mean > 0.0 ? std::log(mean) : 0.0;
            term += options.entropyCoefficient * mean * logBatchMean[atom];
        }
    }
    for (std::size_t response = 0; response < responses; ++response) {
        const auto p = row(probabilities, response);
        const auto own = row(logs, response);
        const std::span<const double> log =
            options.entropy == EntropyTerm::batchMean ? std::span<const double>(logBatchMean) : own;
        double expected = 0.0;
        for (std::size_t atom = 0; atom < k; ++atom) {
            expected += p[atom] * log[atom];
        }
        if (options.entropy == EntropyTerm::perResponse) {
            term += weight * expected;
        }
        const auto gradient = row(response % 2 == 0 ? result.dChosen : result.dRejected, response / 2);
        for (std::size_t atom = 0; atom < k; ++atom) {
            gradient[atom] += weight * p[atom] * (log[atom] - expected);
        }
    }
    return term;
}

} // namespace

std::string toString(RewardHead head)
{
    switch (head) {
    case RewardHead::base: return "base";
    case RewardHead::meanAndVariance: return "mean_and_variance";
    case RewardHead::categorical: return "categorical";
    }
    throw Error("unknown reward head");
}

RewardHead rewardHeadFromString(const std::string& name)
{
    for (const RewardHead head : {RewardHead::base, RewardHead::meanAndVariance, RewardHead::categorical}) {
        if (toString(head) == name) {
            return head;
        }
    }
    throw Error("\"" + name + "\" is not a reward head; use base, mean_and_variance or categorical");
}

int outputCount(RewardHead head, int atoms)
{
    return head == RewardHead::base ? 1 : head == RewardHead::meanAndVariance ? 2 : atoms;
}

utility::UtilityDistribution distribution(RewardHead head, std::span<const double> outputs)
{
    const bool fits = head == RewardHead::categorical ? outputs.size() >= 2
                                                      : outputs.size() == static_cast<std::size_t>(outputCount(head));
    if (!fits) {
        throw Error("a " + toString(head) + " reward model cannot have " + std::to_string(outputs.size()) + " outputs");
    }
    switch (head) {
    case RewardHead::base: return utility::PointUtility{outputs[0]};
    case RewardHead::meanAndVariance: return utility::GaussianUtility{outputs[0], softplus(outputs[1])};
    case RewardHead::categorical: break;
    }
    utility::CategoricalUtility categorical{std::vector<double>(outputs.size())};
    std::vector<double> logs(outputs.size());
    softmax(outputs, categorical.probabilities, logs);
    return categorical;
}

RewardLoss rewardLoss(RewardHead head, int outputs, std::span<const double> chosen, std::span<const double> rejected,
    const RewardLossOptions& options)
{
    const auto width = static_cast<std::size_t>(std::max(outputs, 1));
    if (chosen.size() != rejected.size() || chosen.empty() || chosen.size() % width != 0
        || (head != RewardHead::categorical && outputs != outputCount(head))) {
        throw Error("a " + toString(head) + " loss over " + std::to_string(chosen.size()) + " chosen and "
            + std::to_string(rejected.size()) + " rejected outputs, " + std::to_string(outputs) + " per response");
    }
    const Rows rows{chosen, rejected, chosen.size() / width, width};
    RewardLoss result;
    result.perComparison.resize(rows.count);
    result.dChosen.assign(chosen.size(), 0.0);
    result.dRejected.assign(rejected.size(), 0.0);
    double added = 0.0;
    switch (head) {
    case RewardHead::base: baseLoss(rows, result); break;
    case RewardHead::meanAndVariance: added = meanAndVarianceLoss(rows, options, result); break;
    case RewardHead::categorical: added = categoricalHeadLoss(rows, options, result); break;
    }
    double sum = 0.0;
    std::size_t right = 0;
    for (const double loss : result.perComparison) {
        sum += loss;
        right += loss < std::numbers::ln2 ? 1 : 0;
    }
    result.evaluationLoss = sum / static_cast<double>(rows.count);
    result.trainingLoss = result.evaluationLoss + added;
    result.accuracy = static_cast<double>(right) / static_cast<double>(rows.count);
    return result;
}

} // namespace dpl::preference
