#pragma once

#include "base/compute.hpp"
#include "evaluation/scored_text.hpp"
#include "jobs/job.hpp"

#include <filesystem>

namespace dpl::ui {

/// Scores a text of the user's own in a folder: a job of kind "score-text".
JobRequest scoreTextJob(
    const evaluation::ScoredText& text, const std::filesystem::path& folder, const ComputeOptions& compute);

} // namespace dpl::ui
