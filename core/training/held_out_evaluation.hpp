#pragma once

#include "backbone/reward_model.hpp"
#include "scoring/tokenized_comparisons.hpp"
#include "training/train.hpp"

namespace dpl::training {

/// Throws Stopped if a stop is requested.
HeldOut evaluateHeldOut(const backbone::RewardModel& model, const scoring::TokenizedComparisons& rows,
    const TrainingParams& params, Observer& observer, const std::stop_token& stop);

} // namespace dpl::training
