#pragma once

#include "base/compute.hpp"
#include "jobs/job.hpp"
#include "training/training_params.hpp"

#include <filesystem>

namespace dpl::ui {

/// "training": runs of `dpl train`.
JobKind trainingKind();

/// A training in a run folder as a job of the window's: it gives way to the GUI thread, and goes on from where an
/// earlier start in the folder left off. `tokens` is where it shares token ids with others; empty: near its folder.
JobRequest trainingJob(const training::TrainingParams& params, const std::filesystem::path& folder,
    const ComputeOptions& compute, const std::filesystem::path& tokens = {});

/// Of a recipe of such a job. Throws Error if it is another's.
training::TrainingParams trainingParamsOf(const Json& recipe);

/// Goes on with the run in a folder. Throws Error if it holds none.
JobRequest resumedTrainingJob(const std::filesystem::path& folder, const ComputeOptions& compute);

} // namespace dpl::ui
