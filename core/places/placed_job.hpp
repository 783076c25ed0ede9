#pragma once

#include "places/place.hpp"
#include "places/slurm_request.hpp"
#include "runs/placed_state.hpp"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::places {

using runs::PlacedReach;
using runs::PlacedStage;
using runs::PlacedState;

/// Names of what lies in a job's folder beside the run.
inline constexpr const char* recipeName = "job.json"; ///< what `dpl job` is given
inline constexpr const char* logName = "job.log"; ///< what it writes on standard output and error
inline constexpr const char* exitName = "job-exit.json"; ///< how `dpl job` ended: it writes this last
inline constexpr const char* scriptName = "job.sbatch";
inline constexpr const char* arrayName = "array"; ///< a folder for each element of a job array
inline constexpr const char* slurmExitName = "slurm-exit.json"; ///< how the job script ended: it writes this last

/// How a cluster knows a job. What is a process of its own is told by PlacedState::process.
struct JobHandle {
    std::string slurm{}; ///< number of a Slurm job, or of an array
    std::string slurmLast{}; ///< of the job that follows an array: it evaluates and summarises
    int elements = 0; ///< of an array
    friend bool operator==(const JobHandle&, const JobHandle&) = default;
};

/// How a job is to end.
enum class StopHow {
    save, ///< save what is done; it can be resumed
    now,
};

/// A job that was given to a place. It is kept in place.json of a folder here, which the window and `dpl` list: the
/// job's own, or, of a place on another machine, its mirror.
struct PlacedJob {
    static constexpr int currentVersion = 1;

    std::filesystem::path folder; ///< here; not in the file
    Place place; ///< as it was when the job was given to it
    std::string there; ///< the job's folder where it runs; an absolute path
    Json recipe; ///< with its paths as they are there
    JobHandle handle{};
    SlurmRequest request{}; ///< what it asked of a cluster
    std::string script{}; ///< the job script as the user edited it; empty: as it is made
    std::string submitted; ///< when; UTC
    std::optional<StopHow> asked{}; ///< to end
    std::string askedAt{}; ///< when; UTC
    PlacedState state;
    Json more = Json::object(); ///< members that this version does not know; written back as they were

    /// "4711", of Slurm; the number of a process otherwise; empty before it has one.
    std::string id() const;

    Json toJson() const;
    static PlacedJob fromJson(const Json& value, const std::filesystem::path& folder);
};

/// Reads place.json of a folder. Throws Error naming it.
PlacedJob readPlacedJob(const std::filesystem::path& folder);

void writePlacedJob(const PlacedJob& job);

} // namespace dpl::places
