#pragma once

#include "report/figure.hpp"
#include "summary/summary.hpp"

#include <optional>
#include <vector>

/// What risk aversion costs: how jailbreak rate and helpfulness accuracy move with alpha (paper, section 5).
namespace dpl::summary {

/// A model's rates, as shares.
struct TradeOffPoint {
    double alpha = 0.0;
    double jailbreakRate = 0.0;
    double helpfulnessAccuracy = 0.0;
};

/// Of one model that predicts distributions.
struct TradeOffCurve {
    records::ModelKey model;
    std::vector<TradeOffPoint> points; ///< by the alpha-quantile, alpha rising
    TradeOffPoint chosen; ///< at SummaryOptions::alpha
};

struct TradeOff {
    SummaryOptions options;
    bool besidePaper = true; ///< as of Summary
    std::vector<TradeOffCurve> curves; ///< of both DPL heads, trained on both, as far as both their files are there
    std::vector<std::string> notes; ///< of the data
    std::optional<TradeOffPoint> base; ///< the base model trained on both; its alpha says nothing

    bool isEmpty() const { return curves.empty(); }
};

/// The values of alpha that curves go through: from 0.001 to 0.5, evenly on a logarithmic scale.
std::vector<double> tradeOffAlphas();

/// Rates are those of summarize() at the same alpha, by the same rules.
TradeOff tradeOff(const EvaluationData& data, const SummaryOptions& options);

/// Helpfulness accuracy against jailbreak rate, in percent: a curve for each head with options.alpha marked, the
/// base model as a point, and, besidePaper, the paper's numbers as rings.
report::Figure tradeOffFigure(const TradeOff& tradeOff);

} // namespace dpl::summary
