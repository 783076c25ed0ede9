#include "summary/calibration.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "summary/slices.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dpl::summary {

namespace {

/// What a comparison adds to a reliability curve.
struct Answer {
    std::size_t bin = 0;
    double confidence = 0.0;
    double right = 0.0; ///< 1, 0, or 1/2 where the model has no preference
};

Answer answerOf(double p)
{
    if (!(p >= 0.0 && p <= 1.0)) {
        throw Error("the calibration of a probability of " + formatLikePython(p));
    }
    Answer answer;
    answer.confidence = std::max(p, 1.0 - p);
    answer.right = p > 0.5 ? 1.0 : p < 0.5 ? 0.0 : 0.5;
    answer.bin = reliabilityBinOf(answer.confidence);
    return answer;
}

Rate rateOfRight(double right, std::int64_t total)
{
    return {right, total, 0, wilsonInterval(right, total)};
}

} // namespace

std::size_t reliabilityBinOf(double confidence)
{
    const double place = (confidence - 0.5) * 2.0 * static_cast<double>(reliabilityBins);
    return std::min(static_cast<std::size_t>(std::max(0.0, place)), reliabilityBins - 1);
}

Calibration calibrationOf(
    std::span<const double> preferredProbabilities, std::size_t bootstrapSamples, std::uint64_t seed)
{
    if (preferredProbabilities.empty()) {
        throw Error("the calibration of no comparisons");
    }
    const auto count = static_cast<double>(preferredProbabilities.size());
    std::vector<Answer> answers;
    Calibration result;
    std::array<ReliabilityBin, reliabilityBins> bins{};
    double right = 0.0;
    for (const double p : preferredProbabilities) {
        const Answer& answer = answers.emplace_back(answerOf(p));
        ReliabilityBin& bin = bins[answer.bin];
        ++bin.comparisons;
        bin.confidence += answer.confidence;
        bin.right.count += answer.right;
        right += answer.right;
        result.confidence += answer.confidence / count;
        result.brierScore += (1.0 - p) * (1.0 - p) / count;
        result.logLoss -= std::log(p) / count;
    }
    result.right = rateOfRight(right, static_cast<std::int64_t>(answers.size()));
    for (ReliabilityBin& bin : bins) {
        if (bin.comparisons > 0) {
            bin.confidence /= static_cast<double>(bin.comparisons);
            bin.right = rateOfRight(bin.right.count, bin.comparisons);
            result.expectedError += static_cast<double>(bin.comparisons) / count * std::abs(bin.gap());
            result.bins.push_back(bin);
        }
    }
    result.expectedErrorInterval = {result.expectedError, result.expectedError};
    if (bootstrapSamples > 0) {
        result.expectedErrorInterval =
            bootstrapInterval(answers.size(), bootstrapSamples, seed, [&](std::span<const std::int32_t> times) {
                std::array<double, reliabilityBins> gaps{};
                for (std::size_t i = 0; i < answers.size(); ++i) {
                    gaps[answers[i].bin] += times[i] * (answers[i].right - answers[i].confidence);
                }
                double error = 0.0;
                for (const double gap : gaps) {
                    error += std::abs(gap) / count;
                }
                return error;
            });
    }
    return result;
}

std::vector<double> preferredProbabilities(
    const records::EvaluatedComparisons& comparisons, preference::RewardHead head)
{
    std::vector<double> probabilities;
    probabilities.reserve(comparisons.size());
    for (std::size_t row = 0; row < comparisons.size(); ++row) {
        probabilities.push_back(
            utility::probabilityPreferred(preference::distribution(head, comparisons.chosen.of(row)),
                preference::distribution(head, comparisons.rejected.of(row))));
    }
    return probabilities;
}

std::vector<Calibration> calibrationBySubset(
    const records::EvaluatedComparisons& comparisons, preference::RewardHead head, const SummaryOptions& options)
{
    const std::vector<double> all = preferredProbabilities(comparisons, head);
    std::vector<Calibration> result;
    for (const Slice& slice : slicesOf(comparisons)) {
        if (!slice.column.empty() && slice.column != "data_subset") {
            continue;
        }
        std::vector<double> some;
        some.reserve(slice.rows.size());
        for (const std::size_t row : slice.rows) {
            some.push_back(all[row]);
        }
        result.push_back(calibrationOf(some, static_cast<std::size_t>(options.bootstrapSamples), options.seed));
        result.back().subset = slice.value;
    }
    return result;
}

} // namespace dpl::summary
