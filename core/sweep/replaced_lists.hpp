#pragma once

#include "sweep/sweep_params.hpp"

#include <string>
#include <vector>

namespace dpl::sweep {

/// Parameters that have a list of several values, of which an override takes the place for the runs that it is about.
std::vector<std::string> replacedLists(const SweepOverride& change, const std::vector<ParameterList>& lists);

/// "for reward_model_type \"categorical\", learning_rate 0.004 of overrides[0] takes the place of the list; runs that
/// come out equal are trained once": a sentence for each of them.
std::vector<std::string> sentencesOnReplacedLists(const SweepParams& params);

} // namespace dpl::sweep
