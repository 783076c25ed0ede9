#pragma once

#include "base/compute.hpp"
#include "ranks/group.hpp"

#include <string>

namespace dpl::ranks {

/// The device of a rank: where "cuda" is asked for without a number, each rank of a machine takes the one of its local
/// rank, or the only one that its launcher lets it see. Throws Error if there are fewer than ranks.
std::string deviceOfRank(const std::string& device, int localRank, int visibleDevices);

/// How a rank computes, where several share a machine: its own device, and, unless threads are said, its share of the
/// cores that it may use together with others. To be called by all ranks.
ComputeOptions computeOfRank(Group& group, int localRank, ComputeOptions compute);

} // namespace dpl::ranks
