#include "training/held_out_progress.hpp"

#include <cmath>

namespace dpl::training {

namespace {

/// The higher the better.
double qualityOf(const HeldOut& heldOut, const TrainingParams& params)
{
    return params.metricForBestModel == "accuracy" ? heldOut.accuracy : -heldOut.loss;
}

} // namespace

bool HeldOutProgress::add(const Evaluation& evaluation, const TrainingParams& params)
{
    if (evaluation.step == 0) {
        return false;
    }
    const double quality = qualityOf(evaluation.heldOut, params);
    const bool isNumber = std::isfinite(quality);
    if (isNumber && (!m_improvement || quality - *m_improvement > params.earlyStoppingThreshold)) {
        m_improvement = quality;
        m_withoutImprovement = 0;
    } else {
        ++m_withoutImprovement;
    }
    const bool isBest = isNumber && (!m_best || quality > qualityOf(m_best->heldOut, params));
    if (isBest) {
        m_best = evaluation;
    }
    return isBest;
}

Json HeldOutProgress::toJson() const
{
    Json json;
    if (m_best) {
        json["best"] = {{"step", m_best->step}, {"loss", finiteOrNull(m_best->heldOut.loss)},
            {"accuracy", finiteOrNull(m_best->heldOut.accuracy)}, {"comparisons", m_best->heldOut.comparisons}};
    }
    json["improvement"] = m_improvement ? finiteOrNull(*m_improvement) : Json();
    json["without_improvement"] = m_withoutImprovement;
    return json;
}

HeldOutProgress HeldOutProgress::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    HeldOutProgress progress;
    if (json.has("best")) {
        const JsonObject best = json.object("best");
        progress.m_best = Evaluation{best.integer("step"),
            {best.number("loss", std::nan("")), best.number("accuracy", std::nan("")), best.integer("comparisons")}};
    }
    if (json.has("improvement")) {
        progress.m_improvement = json.number("improvement");
    }
    progress.m_withoutImprovement = json.integer("without_improvement");
    return progress;
}

} // namespace dpl::training
