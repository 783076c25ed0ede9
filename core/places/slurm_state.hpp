#pragma once

#include "places/placed_job.hpp"
#include "places/slurm_evidence.hpp"
#include "places/slurm_queue.hpp"

#include <optional>
#include <string>
#include <vector>

/// Where a Slurm job stands, by its witnesses: squeue while it is listed, what the job's script and `dpl job` wrote
/// last, run.json, and sacct where it works.
namespace dpl::places {

/// The state by squeue alone: its word and its reason in words. One that has ended may have to be told by others, too.
PlacedState stateOf(const QueueEntry& entry, const PlacedState& before);

/// Of a job that is over, or that squeue does not list (`entry` is null). `accounted` is sacct's word; empty: it has
/// none. Nothing that anybody knows: PlacedStage::unknown since it was last seen.
PlacedState endOf(const PlacedJob& job, const QueueEntry* entry, const SlurmEvidence& evidence,
    const std::string& accounted, const std::string& now);

/// Of an array and the job that follows it, by what squeue lists of both, while anything of it is not over: "3 of 9
/// trainings are over, 2 run, 4 wait". Nothing once all is over.
std::optional<PlacedState> arrayStateOf(
    const PlacedJob& job, const std::vector<QueueEntry>& elements, const QueueEntry* last);

} // namespace dpl::places
