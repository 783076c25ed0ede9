#pragma once

#include "base/compute.hpp"
#include "ranks/group.hpp"

#include <string>

namespace dpl::ranks {

/// The device of the rank number `index` (from 0) of those that see the same `visible` CUDA devices, where "cuda" is
/// asked for, or "cuda:0", as "cuda" is written down: each has one of its own. Another is what it is. Throws Error if
/// there are too few.
std::string deviceOfRank(const std::string& device, int index, int ranks, int visible);

/// How a rank computes, where several share a machine: on its own device, and, unless threads are said, with a share of
/// the cores that it may use together with others, equal in all ranks. To be called by all ranks.
ComputeOptions computeOfRank(Group& group, ComputeOptions compute);

} // namespace dpl::ranks
