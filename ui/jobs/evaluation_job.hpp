#pragma once

#include "base/compute.hpp"
#include "evaluation/evaluate.hpp"
#include "evaluation/live_scores.hpp"
#include "jobs/job.hpp"

#include <any>
#include <memory>

namespace dpl::ui {

/// What is shown of an evaluation or scoring that runs, made on its thread.
struct LiveScoresView {
    evaluation::LiveScores scores;
    report::Figure figure;
    report::Table newest;
};

/// The view in a snapshot of JobQueue, or null if it is another job's.
std::shared_ptr<const LiveScoresView> liveScoresIn(const std::shared_ptr<const std::any>& snapshot);

/// `dpl evaluate` as a job of the window's, of kind "evaluation": it gives way to the GUI thread and publishes
/// LiveScoresView. Paused, it begins anew when it goes on: files appear whole.
JobRequest evaluationJob(const evaluation::EvaluateParams& params, const ComputeOptions& compute);

/// `dpl score`, of kind "scoring".
JobRequest scoringJob(const evaluation::ScoreParams& params, const ComputeOptions& compute);

} // namespace dpl::ui
