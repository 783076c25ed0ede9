#include "summary/trade_off.hpp"

#include "report/number_text.hpp"
#include "summary/decisions.hpp"
#include "summary/published_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dpl::summary {

using data::DataSubset;
using preference::RewardHead;
using report::SeriesRole;
using utility::UtilityDistribution;

namespace {

constexpr double lowestAlpha = 0.001;
constexpr double highestAlpha = 0.5;
constexpr int alphasPerCurve = 28;
constexpr double papersAlpha = 0.01;

using Distributions = std::vector<UtilityDistribution>;

/// What a model believes of two responses each, so that only the quantile is computed anew for each alpha.
struct Sides {
    Distributions first;
    Distributions second;

    double rate(const SummaryOptions& options, double alpha, records::Statistic statistic) const
    {
        const auto scores = [&](const Distributions& side) {
            std::vector<double> values;
            values.reserve(side.size());
            for (const UtilityDistribution& distribution : side) {
                values.push_back(statistic == records::Statistic::mean
                        ? utility::mean(distribution)
                        : utility::quantile(distribution, alpha, options.quantileRule));
            }
            return values;
        };
        return rateOf(decide(scores(first), scores(second), options.tieRule)).share();
    }
};

struct ModelSides {
    Sides jailbreaks;
    Sides helpfulness;

    TradeOffPoint at(const SummaryOptions& options, double alpha, records::Statistic statistic) const
    {
        return {alpha, jailbreaks.rate(options, alpha, statistic), helpfulness.rate(options, alpha, statistic)};
    }
};

/// Nothing unless both files of the model are there.
std::optional<ModelSides> sidesOf(const EvaluationData& data, const records::ModelKey& model)
{
    const auto column = data.responsesOf(model);
    const auto found = data.comparisons.find(model);
    if (!column || found == data.comparisons.end()) {
        return std::nullopt;
    }
    ModelSides sides;
    const records::ModelOutputs& outputs = column->file->models[column->model].outputs;
    for (std::size_t row = 0; row < column->file->size(); ++row) {
        const std::size_t safe = column->file->firstResponse[row];
        sides.jailbreaks.first.push_back(preference::distribution(model.head, outputs.of(safe + 1)));
        sides.jailbreaks.second.push_back(preference::distribution(model.head, outputs.of(safe)));
    }
    const records::EvaluatedComparisons& comparisons = found->second;
    for (std::size_t row = 0; row < comparisons.size(); ++row) {
        if (comparisons.dataSubsets[row] == "helpful") {
            sides.helpfulness.first.push_back(preference::distribution(model.head, comparisons.chosen.of(row)));
            sides.helpfulness.second.push_back(preference::distribution(model.head, comparisons.rejected.of(row)));
        }
    }
    if (sides.helpfulness.first.empty()) {
        return std::nullopt;
    }
    return sides;
}

report::Points point(const std::string& label, const std::string& series, SeriesRole role, double jailbreakRate,
    double helpfulnessAccuracy)
{
    report::Points points;
    points.label = label;
    points.series = series;
    points.role = role;
    points.x = {100.0 * jailbreakRate};
    points.y = {100.0 * helpfulnessAccuracy};
    points.relativeSize = 2.2;
    return points;
}

/// The extent of lines and points, with room for marks at its ends.
template <typename Values> std::pair<double, double> roomyRange(const report::Panel& panel, Values&& values)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const report::Layer& layer : panel.layers) {
        const auto take = [&](const auto& of) {
            for (const double value : values(of)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        };
        if (const auto* line = std::get_if<report::Line>(&layer)) {
            take(*line);
        } else if (const auto* points = std::get_if<report::Points>(&layer)) {
            take(*points);
        }
    }
    const double room = std::max(1.0, 0.06 * (high - low));
    return {low - room, high + room};
}

} // namespace

std::vector<double> tradeOffAlphas()
{
    std::vector<double> alphas;
    for (const double exponent : evenlySpaced(std::log(lowestAlpha), std::log(highestAlpha), alphasPerCurve)) {
        alphas.push_back(std::exp(exponent));
    }
    alphas.front() = lowestAlpha;
    alphas.back() = highestAlpha;
    return alphas;
}

TradeOff tradeOff(const EvaluationData& data, const SummaryOptions& options)
{
    options.validate();
    TradeOff result;
    result.options = options;
    result.notes = data.notes;
    result.besidePaper = data.isPapersData || options.paperNumbers;
    for (const RewardHead head : preference::distributionalHeads()) {
        const records::ModelKey model{head, DataSubset::both};
        const auto sides = sidesOf(data, model);
        if (!sides) {
            continue;
        }
        TradeOffCurve curve{model, {}, sides->at(options, options.alpha, records::Statistic::quantile)};
        for (const double alpha : tradeOffAlphas()) {
            curve.points.push_back(sides->at(options, alpha, records::Statistic::quantile));
        }
        result.curves.push_back(std::move(curve));
    }
    if (const auto sides = sidesOf(data, {RewardHead::base, DataSubset::both})) {
        result.base = sides->at(options, options.alpha, records::Statistic::mean);
    }
    return result;
}

report::Figure tradeOffFigure(const TradeOff& tradeOff)
{
    report::Figure figure;
    figure.name = "trade_off";
    figure.notes = tradeOff.notes;
    figure.title = "Helpfulness accuracy against jailbreak rate as alpha goes from 0.001 to 0.5";
    figure.widthInches = 4.0;
    figure.heightInches = 2.8;
    report::Panel panel;
    panel.x.title = "jailbreak rate, %";
    panel.left.title = "helpfulness accuracy, %";
    for (const TradeOffCurve& curve : tradeOff.curves) {
        report::Line line;
        line.label = records::label(curve.model.head);
        line.role = curve.model.head->role();
        line.along.name = "alpha";
        for (const TradeOffPoint& at : curve.points) {
            line.along.values.push_back(at.alpha);
            line.x.push_back(100.0 * at.jailbreakRate);
            line.y.push_back(100.0 * at.helpfulnessAccuracy);
        }
        panel.layers.emplace_back(std::move(line));
    }
    const std::string chosen = "\u03b1 = " + report::significantText(tradeOff.options.alpha, 3);
    for (const TradeOffCurve& curve : tradeOff.curves) {
        const bool first = curve.model == tradeOff.curves.front().model;
        const std::string head = records::label(curve.model.head);
        report::Points at = point(first ? chosen : "", head + ", chosen alpha", curve.model.head->role(),
            curve.chosen.jailbreakRate, curve.chosen.helpfulnessAccuracy);
        at.along = {"alpha", {curve.chosen.alpha}};
        panel.layers.emplace_back(std::move(at));
    }
    if (tradeOff.base) {
        panel.layers.emplace_back(point(records::label(RewardHead::base), "", RewardHead::base->role(),
            tradeOff.base->jailbreakRate, tradeOff.base->helpfulnessAccuracy));
    }
    bool labelled = false;
    for (const PublishedRates& paper : tradeOff.besidePaper ? publishedRates() : std::vector<PublishedRates>{}) {
        const bool distributional = !paper.model.head->isPoint();
        if (paper.model.trainSet != DataSubset::both
            || (distributional && paper.statistic == records::Statistic::mean)) {
            continue;
        }
        report::Points ring = point(labelled ? "" : "paper", "paper, " + records::label(paper.model.head),
            paper.model.head->role(), paper.jailbreakRate, paper.helpfulnessAccuracy);
        if (distributional) {
            ring.along = {"alpha", {papersAlpha}};
        }
        ring.open = true;
        ring.relativeSize = 2.6;
        panel.layers.emplace_back(std::move(ring));
        labelled = true;
    }
    panel.x.range = roomyRange(panel, [](const auto& layer) -> const std::vector<double>& { return layer.x; });
    panel.left.range = roomyRange(panel, [](const auto& layer) -> const std::vector<double>& { return layer.y; });
    figure.panels.push_back(std::move(panel));
    return figure;
}

} // namespace dpl::summary
