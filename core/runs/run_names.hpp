#pragma once

#include "runs/listed_run.hpp"

#include <string>
#include <vector>

namespace dpl::runs {

/// What sets a run apart within its experiment, beyond head, subset and seed, as its folder says it: "learning rate
/// 0.001" of "seed-0_learning_rate-0.001"; empty if nothing does.
std::string variantOf(const ListedRun& run);

/// The names of runs that are shown together. Equal ones are followed by what tells them apart: the experiment, the
/// parameters that differ, and where that does not do the folder.
std::vector<std::string> distinctNames(const std::vector<const ListedRun*>& runs);

} // namespace dpl::runs
