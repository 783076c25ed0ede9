#pragma once

#include "base/json.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// Where a job runs: in this window, apart from it, on a cluster, on another machine.
namespace dpl::places {

enum class PlaceKind {
    window, ///< a thread of the window, or the `dpl` that was called: ends with it
    apart, ///< a process of its own on this computer, which outlives the window
    slurm, ///< a Slurm cluster whose commands are here, with a file system in common
    ssh, ///< another machine, reached by ssh
    sshSlurm, ///< a Slurm cluster, reached by ssh
};

/// "window", "apart", "slurm", "ssh", "ssh-slurm"
std::string toString(PlaceKind kind);
PlaceKind placeKindFromString(const std::string& name);

/// Whether a host is reached by ssh.
bool isRemote(PlaceKind kind);

/// Whether jobs are handed to Slurm.
bool isSlurm(PlaceKind kind);

/// How often a job that its time limit ends is requeued at most.
inline constexpr int mostRequeues = 5;

/// One entry of places.json.
struct Place {
    std::string name; ///< "cluster"; unique. "window" and "apart" are built in
    PlaceKind kind = PlaceKind::apart;
    std::string host{}; ///< as ssh knows it; empty unless the place is remote
    std::filesystem::path
        folder{}; ///< where runs go there, if they are not told; absolute, on the host if it is remote
    std::string program = "dpl"; ///< command there
    std::vector<std::string> setup{}; ///< lines of shell before it: "module load cuda"
    std::vector<std::string> directives{}; ///< further #SBATCH lines, without "#SBATCH": "--constraint=a100"
    bool requeue = false; ///< save and requeue at the time limit, at most mostRequeues times
    Json more = Json::object(); ///< members that this version does not know; written back as they were

    /// What is wrong with it, in a sentence; empty: nothing.
    std::string problem() const;

    Json toJson() const;

    /// Throws Error naming `source` and the member.
    static Place fromJson(const Json& value, const std::string& source);

    friend bool operator==(const Place&, const Place&) = default;
};

/// The places that need no entry.
Place windowPlace();
Place apartPlace();

} // namespace dpl::places
