#pragma once

#include "jobs/job.hpp"

#include <QList>

namespace dpl::ui {

/// What the user may do with a job or run.
enum class JobAction { connect, stop, stopNow, pause, resume, open, duplicate, log, reveal, remove };

/// What is possible at present with a job of its kind, the most likely first.
QList<JobAction> possibleActions(const JobStatus& status);

/// Whether an action may be done with several jobs at once.
bool isForSeveral(JobAction action);

/// How this job is resumed: after a pause, from a checkpoint, or by queueing it again.
QString resumeToolTip(const JobStatus& status);

} // namespace dpl::ui
