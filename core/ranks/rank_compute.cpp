#include "ranks/rank_compute.hpp"

#include "base/devices.hpp"
#include "ranks/network.hpp"
#include "ranks/rank_place.hpp"

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

/// This machine, and which of its devices this process is shown.
std::string visibleDevices()
{
    return networkIdentity() + " " + ownVariables()("CUDA_VISIBLE_DEVICES").value_or("");
}

} // namespace

std::string deviceOfRank(const std::string& device, int index, int ranks, int visible)
{
    if (ranks == 1 || (device != "cuda" && device != "cuda:0")) {
        return device;
    }
    if (ranks > visible) {
        throw Error(std::to_string(ranks) + " processes of a machine see " + std::to_string(visible)
            + (visible == 1 ? " CUDA device" : " CUDA devices") + "; start as many as there are devices");
    }
    return "cuda:" + std::to_string(index);
}

ComputeOptions computeOfRank(Group& group, ComputeOptions compute)
{
    if (group.isAlone()) {
        return compute;
    }
    const auto rank = static_cast<std::ptrdiff_t>(group.rank());
    const std::vector<std::string> devices = gatherTexts(group, visibleDevices());
    const std::string& own = devices[static_cast<std::size_t>(rank)];
    compute.device =
        deviceOfRank(compute.device, static_cast<int>(std::count(devices.begin(), devices.begin() + rank, own)),
            static_cast<int>(std::count(devices.begin(), devices.end(), own)),
            compute.device.starts_with("cuda") ? libTorchDevices().cuda : 0);
    const std::vector<std::string> cores = gatherTexts(group, ownCores());
    const auto sharing = std::count(cores.begin(), cores.end(), cores[static_cast<std::size_t>(rank)]);
    int least = std::max(1, availableThreads() / static_cast<int>(sharing));
    for (const std::string& share : gatherTexts(group, std::to_string(least))) {
        least = std::min(least, std::stoi(share));
    }
    if (compute.threads == 0) {
        compute.threads = least;
    }
    return compute;
}

} // namespace dpl::ranks
