#include "ranks/rank_compute.hpp"

#include "base/devices.hpp"
#include "ranks/network.hpp"

#include <algorithm>

#include <sched.h>

namespace dpl::ranks {

namespace {

/// This machine, and which of its cores this process may use.
std::string ownCores()
{
    std::string text = networkIdentity() + " ";
#ifdef __linux__
    cpu_set_t cores;
    CPU_ZERO(&cores);
    if (::sched_getaffinity(0, sizeof cores, &cores) == 0) {
        for (int core = 0; core < CPU_SETSIZE; ++core) {
            text += CPU_ISSET(core, &cores) ? '1' : '0';
        }
    }
#endif
    return text;
}

} // namespace

std::string deviceOfRank(const std::string& device, int localRank, int visibleDevices)
{
    if (device != "cuda" || visibleDevices == 1) {
        return device;
    }
    if (localRank >= visibleDevices) {
        throw Error("the rank with the local number " + std::to_string(localRank)
            + " has no CUDA device of its own: there are " + std::to_string(visibleDevices)
            + "; start as many processes on a machine as it has devices");
    }
    return "cuda:" + std::to_string(localRank);
}

ComputeOptions computeOfRank(Group& group, int localRank, ComputeOptions compute)
{
    if (group.isAlone()) {
        return compute;
    }
    if (compute.device == "cuda") {
        compute.device = deviceOfRank(compute.device, localRank, libTorchDevices().cuda);
    }
    const std::vector<std::string> cores = gatherTexts(group, ownCores());
    const auto sharing = std::count(cores.begin(), cores.end(), cores[static_cast<std::size_t>(group.rank())]);
    if (compute.threads == 0) {
        compute.threads = std::max(1, availableThreads() / static_cast<int>(sharing));
    }
    return compute;
}

} // namespace dpl::ranks
