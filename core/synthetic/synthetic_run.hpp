#pragma once

#include "runs/run_folder.hpp"
#include "synthetic/experiment.hpp"

#include <filesystem>

namespace dpl::synthetic {

using runs::RunStart;

/// What an experiment's run leaves.
struct SyntheticRun {
    SyntheticResult result;
    bool wasThere = false; ///< it had finished before, and nothing was trained
};

/// The experiment as a run on disk, as runs::runInFolder has it: run.json, metrics.jsonl, TensorBoard events,
/// checkpoints/ while it is not finished, and outputs/result.json. The command line and the window run this. Throws
/// what runSynthetic throws; what fails once the run has begun, its folder says too.
SyntheticRun runInFolder(const SyntheticParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, RunStart start, SyntheticObserver& observer, std::stop_token stop);

/// Where `dpl synthetic` keeps an experiment: runFolderName within `root`. The one without what differs from the
/// defaults, referenceFolder, if an earlier version began this very experiment there.
std::filesystem::path folderOf(const SyntheticParams& params, const std::filesystem::path& root);

/// Params of a synthetic run's folder. Throws Error if it is a run of another kind.
SyntheticParams readParams(const std::filesystem::path& folder);

/// The result in a run's folder. Throws Error if it has none yet, or it is damaged.
SyntheticResult readResult(const std::filesystem::path& folder);

} // namespace dpl::synthetic
