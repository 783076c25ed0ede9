#pragma once

#include "training/train.hpp"

#include <filesystem>
#include <stop_token>

namespace dpl::training {

/// How a run in a folder begins.
enum class RunStart {
    fresh, ///< an earlier run of the same params in the folder is replaced; of others, it is an error
    replace, ///< whatever run is in the folder is replaced
    resume, ///< goes on from the newest checkpoint that is whole; a finished run's result is returned
};

/// What a run leaves, and where.
struct TrainingRun {
    TrainingResult result;
    std::filesystem::path model; ///< folder of the adapter; not there unless the run has finished
};

/// A training in a run folder: run.json, metrics.jsonl, TensorBoard events, checkpoints and the token cache, locked
/// while it runs. The adapter appears as {folder}/{last part of referenceFolder}_peft_last_checkpoint, as the reference
/// names it.
TrainingRun runInFolder(const TrainingParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, RunStart start, Observer& observer, const std::stop_token& stop);

/// The params of a run's folder. Throws Error if it holds another kind of run.
TrainingParams readParams(const std::filesystem::path& folder);

} // namespace dpl::training
