#pragma once

#include "jobs/job.hpp"

#include <QList>

namespace dpl::ui {

/// What the user may do with a job or run.
enum class JobAction { stop, pause, unpause, resume, open, duplicate, reveal };

/// What is possible, the most likely first.
inline QList<JobAction> possibleActions(const JobStatus& status)
{
    QList<JobAction> actions;
    if (status.state == JobState::paused)
        actions.append(JobAction::unpause);
    if (status.isActive())
        actions.append(JobAction::stop);
    if (status.state == JobState::running || status.state == JobState::queued)
        actions.append(JobAction::pause);
    if (status.folder.isEmpty() || status.isWaiting())
        return actions;
    if (!status.isActive() && status.state != JobState::finished)
        actions.append(JobAction::resume);
    if (!status.isActive() && status.state != JobState::failed)
        actions.append(JobAction::open);
    if (status.state == JobState::failed)
        actions.append(JobAction::duplicate);
    actions.append(JobAction::reveal);
    return actions;
}

} // namespace dpl::ui
