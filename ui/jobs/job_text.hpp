#pragma once

#include "jobs/job.hpp"

namespace dpl::ui {

/// "running"
QString stateText(JobState state);

/// "running · 64 %"; the state alone where there is no share to tell.
QString stateWithShare(const JobStatus& status);

/// "training, base · step 640 of 1,000": the phase and the step, as far as they are known.
QString progressText(const Progress& progress);

/// "SmolLM2 · leak test · cuda:0": more of what a job is (JobStatus::about), and its device unless that is the CPU.
QString aboutText(const JobStatus& status);

/// What a job that has not begun waits for; empty in other states.
QString waitingText(JobState state);

/// Share done, 0 to 1; none while the total is unknown.
std::optional<double> progressShare(const Progress& progress);

/// Share of a job that is done, 0 to 1; none while that is unknown, as when its progress is that of a part of it: of
/// the layers that it loads, of one model of an experiment.
std::optional<double> jobShare(const JobStatus& status);

/// "1 warning", "2 warnings"; empty for none.
QString warningCountText(qsizetype count);

/// "1 min 02 s left"; empty when it is not known.
QString timeLeftText(const JobStatus& status);

} // namespace dpl::ui
