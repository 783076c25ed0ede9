#include "training/held_out_evaluation.hpp"

#include "scoring/scoring.hpp"

namespace dpl::training {

HeldOut evaluateHeldOut(const backbone::RewardModel& model, const scoring::TokenizedComparisons& rows,
    const TrainingParams& params, ranks::Group& group, Observer& observer, const std::stop_token& stop)
{
    const auto count = rows.comparisons.size();
    std::vector<double> chosen;
    std::vector<double> rejected;
    scoring::scoreGroups(
        model, count,
        [&](std::size_t i) { return scoring::TextGroup{rows.comparisons[i].chosen, rows.comparisons[i].rejected}; },
        [&](std::size_t i, const scoring::GroupScores& scores) {
            chosen.insert(chosen.end(), scores[0].begin(), scores[0].end());
            rejected.insert(rejected.end(), scores[1].begin(), scores[1].end());
            observer.progressed({"Evaluating", static_cast<std::int64_t>(i) + 1, static_cast<std::int64_t>(count)});
        },
        stop, 0, group);
    const auto loss = preference::rewardLoss(params.head(), params.outputs(), chosen, rejected, params.headOptions);
    HeldOut heldOut{loss.evaluationLoss, loss.accuracy, static_cast<std::int64_t>(count)};
    heldOut.outputs.add(params.head(), params.outputs(), chosen, rejected);
    return heldOut;
}

} // namespace dpl::training
