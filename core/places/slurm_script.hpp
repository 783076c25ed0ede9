#pragma once

#include "places/placed_job.hpp"

#include <string>
#include <vector>

namespace dpl::places {

/// The job script of a job at a Slurm place, whose folders, recipe and request are set: the same for one job, for each
/// element of an array, and for the job that follows it. All that it does is to run `dpl job` by srun, which goes on
/// where an earlier start left off, to say last how that ended, and to requeue the job if the place says so. Throws
/// Error for a path that no script of Slurm's can name.
std::string slurmScript(const PlacedJob& job);

/// Throws Error if the batches of a training's step cannot be shared out among the processes that it is to have on its
/// nodes.
void checkTasks(const PlacedJob& job);

/// "0-3,7%2": indices of an array's elements, in their order, of which so many run at once (0: all that can).
std::string arrayText(const std::vector<int>& indices, int limit);

/// A path as --output takes it, where % has a meaning.
std::string outputPattern(const std::string& path);

} // namespace dpl::places
