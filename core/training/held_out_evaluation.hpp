#pragma once

#include "backbone/reward_model.hpp"
#include "scoring/tokenized_comparisons.hpp"
#include "training/train.hpp"

namespace dpl::training {

/// The ranks of the group share the rows, and all have the result. Throws Stopped if a stop is requested in any of
/// them.
HeldOut evaluateHeldOut(const backbone::RewardModel& model, const scoring::TokenizedComparisons& rows,
    const TrainingParams& params, ranks::Group& group, Observer& observer, const std::stop_token& stop);

} // namespace dpl::training
