#pragma once

#include "runs/run_folder.hpp"
#include "training/train.hpp"

#include <filesystem>
#include <stop_token>

namespace dpl::training {

using runs::RunStart;

/// What a run leaves, and where.
struct TrainingRun {
    TrainingResult result;
    std::filesystem::path model; ///< folder of the adapter; not there unless the run has finished
    bool wasThere = false; ///< it had finished before, and nothing was trained
};

/// A training in a run folder, as runs::runInFolder has it: run.json, metrics.jsonl, TensorBoard events, and
/// checkpoints until it has finished. The adapter appears as {folder}/{last part of
/// referenceFolder}_peft_last_checkpoint, as the reference names it; without it no run has finished. `tokens` is a
/// folder of token ids that runs share; empty: sharedTokens. Of several ranks, the first has the folder; another writes
/// rank-{N}.log there if it fails, and nothing else. Without a group, as many processes as `compute` says are started
/// on this machine.
TrainingRun runInFolder(const TrainingParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, RunStart start, Observer& observer, const std::stop_token& stop,
    const std::filesystem::path& tokens = {}, ranks::Group& group = ranks::alone());

/// Where runs below `root` share token ids: "{root}/.tokens". It may be removed at any time.
std::filesystem::path tokensOf(const std::filesystem::path& root);

/// Where the run in `folder` and others near it share the token ids of equal rows and tokenizers: tokensOf the
/// nearest folder above that has one, four levels up at most, or beside the run.
std::filesystem::path sharedTokens(const std::filesystem::path& folder);

/// The file without which a finished training of these params in `folder` has no model.
std::filesystem::path modelFileOf(const TrainingParams& params, const std::filesystem::path& folder);

/// In how many processes of this machine the run in a folder was last at work; 1 if others took part.
int processesBefore(const std::filesystem::path& folder);

/// The params of a run's folder. Throws Error if it holds another kind of run.
TrainingParams readParams(const std::filesystem::path& folder);

} // namespace dpl::training
