#pragma once

#include "jobs/job.hpp"

#include <QList>

namespace dpl::ui {

/// What the user may do with a job or run.
enum class JobAction { stop, resume, open, reveal };

/// What is possible, the most likely first.
inline QList<JobAction> possibleActions(const JobStatus& status)
{
    QList<JobAction> actions;
    if (status.isActive())
        actions.append(JobAction::stop);
    if (status.folder.isEmpty())
        return actions;
    if (status.state == JobState::interrupted || status.state == JobState::stopped)
        actions.append(JobAction::resume);
    if (!status.isActive() && status.state != JobState::failed)
        actions.append(JobAction::open);
    actions.append(JobAction::reveal);
    return actions;
}

} // namespace dpl::ui
