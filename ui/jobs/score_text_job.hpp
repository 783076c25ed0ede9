#pragma once

#include "base/compute.hpp"
#include "evaluation/scored_text.hpp"
#include "jobs/job.hpp"

#include <filesystem>

namespace dpl::ui {

/// "score-text": a text of the user's own, scored in a folder.
JobKind scoreTextKind();

JobRequest scoreTextJob(
    const evaluation::ScoredText& text, const std::filesystem::path& folder, const ComputeOptions& compute);

} // namespace dpl::ui
