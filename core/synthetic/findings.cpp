#include "synthetic/findings.hpp"

#include <cstdio>

namespace dpl::synthetic {

using preference::SyntheticModel;

namespace {

std::string number(const char* format, double value)
{
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

} // namespace

std::optional<double> sigmaRatio(const SyntheticResult& result, SyntheticModel model)
{
    const auto seeds = overSeeds(result, model);
    if (seeds.empty() || seeds.front()->stdev.empty()) {
        return std::nullopt;
    }
    double sums[2] = {0.0, 0.0};
    double counts[2] = {0.0, 0.0};
    for (std::size_t i = 0; i < seeds.front()->stdev.size(); ++i) {
        const std::size_t side = result.truth.standardDeviation[i] > 0.0 ? 1 : 0;
        sums[side] += seeds.front()->stdev[i];
        counts[side] += 1.0;
    }
    if (counts[0] == 0.0 || counts[1] == 0.0 || sums[0] <= 0.0) {
        return std::nullopt;
    }
    return sums[1] / counts[1] / (sums[0] / counts[0]);
}

std::string findings(const SyntheticResult& result)
{
    std::string text;
    const auto borda = summary(result, SyntheticModel::base, &ModelResult::tauBorda);
    const auto expected = summary(result, SyntheticModel::base, &ModelResult::tauExpectedUtility);
    if (borda && expected) {
        const bool follows = borda->mean > expected->mean;
        text += std::string("Normal preference learning ranks alternatives ")
            + (follows ? "by Borda count rather than by expected utility"
                       : "no closer to Borda count than to expected utility")
            + " (\u03c4 " + number("%.2f", borda->mean) + " and " + number("%.2f", expected->mean) + "). ";
    }
    for (const SyntheticModel model : {SyntheticModel::meanAndVariance, SyntheticModel::categorical}) {
        if (const auto ratio = sigmaRatio(result, model); ratio && *ratio > 1.5) {
            const bool bounded = *ratio < 1000.0;
            text += "DPL shows where annotators disagree: \u03c3 is "
                + (bounded ? number(*ratio < 10.0 ? "%.1f" : "%.0f", *ratio) : std::string("over a thousand"))
                + " times larger there ("
                + (model == SyntheticModel::meanAndVariance ? "mean and variance" : "categorical") + ").";
            if (!bounded) {
                text += " Only a largest \u03c3 bounds it where alternatives win half of their comparisons.";
            }
            break;
        }
    }
    return text;
}

} // namespace dpl::synthetic
