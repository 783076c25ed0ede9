#pragma once

#include "base/compute.hpp"
#include "evaluation/evaluate.hpp"
#include "evaluation/live_scores.hpp"
#include "jobs/job.hpp"

namespace dpl::ui {

/// What is shown of an evaluation or scoring that runs, made on its thread.
struct LiveScoresView {
    evaluation::LiveScores scores;
    report::Figure figure;
    report::Table newest;
};

/// "evaluation": what `dpl evaluate` does, and "scoring": what `dpl score` does. They publish LiveScoresView.
JobKind evaluationKind();
JobKind scoringKind();

/// `dpl evaluate` as a job of the window's: it gives way to the GUI thread. Paused or stopped, it goes on after the
/// rows that are done.
JobRequest evaluationJob(const evaluation::EvaluateParams& params, const ComputeOptions& compute);

/// `dpl score`, likewise.
JobRequest scoringJob(const evaluation::ScoreParams& params, const ComputeOptions& compute);

} // namespace dpl::ui
