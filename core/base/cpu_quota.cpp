#include "base/cpu_quota.hpp"

#include <algorithm>
#include <fstream>
#include <string>

namespace dpl {

namespace {

namespace fs = std::filesystem;

/// Of one group: quota by period, both in microseconds. "max" and -1 stand for no quota.
std::optional<double> quotaOf(const fs::path& group)
{
    double quota = 0.0;
    double period = 0.0;
    std::ifstream unified(group / "cpu.max");
    if (!unified) {
        std::ifstream(group / "cpu.cfs_quota_us") >> quota;
        std::ifstream(group / "cpu.cfs_period_us") >> period;
    } else if (!(unified >> quota >> period)) {
        return std::nullopt;
    }
    return quota > 0.0 && period > 0.0 ? std::optional(quota / period) : std::nullopt;
}

void takeSmallest(std::optional<double>& smallest, const fs::path& mount, fs::path group)
{
    // Within a container the path may be the host's, of which nothing is mounted: the mount itself is always asked.
    for (;; group = group.parent_path()) {
        if (const auto quota = quotaOf(mount / group.relative_path())) {
            smallest = std::min(smallest.value_or(*quota), *quota);
        }
        if (!group.has_relative_path()) {
            return;
        }
    }
}

} // namespace

std::optional<double> cpuQuota(const fs::path& own, const fs::path& root)
{
    std::optional<double> smallest;
    std::ifstream groups(own);
    for (std::string line; std::getline(groups, line);) { // "0::/path", or "4:cpu,cpuacct:/path"
        const std::size_t first = line.find(':');
        const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) {
            continue;
        }
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const fs::path group = line.substr(second + 1);
        if (controllers.empty()) {
            takeSmallest(smallest, root, group);
            takeSmallest(smallest, root / "unified", group);
        } else if (("," + controllers + ",").find(",cpu,") != std::string::npos) {
            takeSmallest(smallest, root / controllers, group);
            takeSmallest(smallest, root / "cpu", group);
        }
    }
    return smallest;
}

} // namespace dpl
