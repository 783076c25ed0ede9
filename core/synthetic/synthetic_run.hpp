#pragma once

#include "synthetic/experiment.hpp"

#include <filesystem>

namespace dpl::synthetic {

enum class RunStart { fresh, resume };

/// The experiment as a run on disk: run.json, metrics.jsonl, checkpoints/ while it is not finished, and
/// outputs/result.json. The command line and the window run this. Resuming a run that has finished returns its result.
/// Throws what runSynthetic throws; what fails once the run has begun, its folder says too.
SyntheticResult runInFolder(const SyntheticParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, RunStart start, SyntheticObserver& observer, std::stop_token stop);

/// Params of a synthetic run's folder. Throws Error if it is a run of another kind.
SyntheticParams readParams(const std::filesystem::path& folder);

/// The result in a run's folder. Throws Error if it has none yet, or it is damaged.
SyntheticResult readResult(const std::filesystem::path& folder);

} // namespace dpl::synthetic
