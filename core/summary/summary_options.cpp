#include "summary/summary_options.hpp"

#include "base/error.hpp"
#include "base/format.hpp"

namespace dpl::summary {

std::string toString(TieRule rule)
{
    return rule == TieRule::counts ? "counts" : rule == TieRule::strict ? "strict" : "half";
}

std::string toString(utility::QuantileRule rule)
{
    return rule == utility::QuantileRule::reference ? "reference" : "atom";
}

TieRule tieRuleFromString(const std::string& name)
{
    for (const TieRule rule : {TieRule::counts, TieRule::strict, TieRule::half}) {
        if (toString(rule) == name) {
            return rule;
        }
    }
    throw Error("\"" + name + "\" is not a tie_rule; use counts, strict or half");
}

utility::QuantileRule quantileRuleFromString(const std::string& name)
{
    for (const auto rule : {utility::QuantileRule::reference, utility::QuantileRule::atom}) {
        if (toString(rule) == name) {
            return rule;
        }
    }
    throw Error("\"" + name + "\" is not a quantile_rule; use reference or atom");
}

void SummaryOptions::validate() const
{
    if (!(alpha > 0.0 && alpha < 1.0)) {
        throw Error("alpha must be between 0 and 1, not " + formatLikePython(alpha));
    }
    if (bootstrapSamples < 0 || bootstrapSamples > 1000000) {
        throw Error("bootstrap_samples must be between 0 and 1000000, not " + std::to_string(bootstrapSamples));
    }
}

Json SummaryOptions::toJson() const
{
    return {{"alpha", alpha}, {"quantile_rule", toString(quantileRule)}, {"tie_rule", toString(tieRule)},
        {"bootstrap_samples", bootstrapSamples}, {"seed", seed}};
}

} // namespace dpl::summary
