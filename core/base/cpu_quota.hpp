#pragma once

#include <filesystem>
#include <optional>

namespace dpl {

/// How many processors' time this process may use by the quotas of its control groups (containers, systemd, batch
/// systems), the smallest along their path; nothing if none is set or this is not Linux. Both versions are read:
/// cpu.max, and cpu.cfs_quota_us with cpu.cfs_period_us. `own` is the process's list of its groups, `root` where they
/// are mounted.
std::optional<double> cpuQuota(
    const std::filesystem::path& own = "/proc/self/cgroup", const std::filesystem::path& root = "/sys/fs/cgroup");

} // namespace dpl
