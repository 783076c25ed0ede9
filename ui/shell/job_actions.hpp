#pragma once

#include "jobs/job.hpp"

#include <QList>

namespace dpl::ui {

/// What the user may do with a job or run.
enum class JobAction { stop, pause, unpause, resume, open, duplicate, log, reveal, remove };

/// What is possible at present with a job of its kind, the most likely first.
inline QList<JobAction> possibleActions(const JobStatus& status)
{
    const JobKind& kind = status.kind;
    QList<JobAction> actions;
    if (status.state == JobState::paused)
        actions.append(JobAction::unpause);
    if (status.isActive())
        actions.append(JobAction::stop);
    if (status.state == JobState::running || status.state == JobState::queued)
        actions.append(JobAction::pause);
    if (status.isWaiting())
        return actions;
    const bool hasLog = kind.product == JobProduct::run && !status.folder.isEmpty();
    const bool ended = !status.isActive();
    const bool finished = status.state == JobState::finished;
    const bool failed = status.state == JobState::failed;
    // A job of this session has its recipe; of an earlier one there is its folder.
    const bool isEarlier = status.id == 0;
    const bool canResume = isEarlier ? kind.resuming == JobResuming::fromFolder : kind.resuming != JobResuming::never;
    if (ended && !finished && canResume)
        actions.append(JobAction::resume);
    const bool isThere = status.folderExists || finished || isEarlier;
    if (finished ? kind.opening != JobOpening::never
                 : isThere && ended && !failed && kind.opening == JobOpening::whenEnded)
        actions.append(JobAction::open);
    if (failed && kind.canDuplicate && (isThere || !isEarlier))
        actions.append(JobAction::duplicate);
    if ((hasLog && (isThere || !ended)) || !status.message.isEmpty() || !status.warnings.isEmpty())
        actions.append(JobAction::log);
    // A file's folder is there before the file.
    if (!status.folder.isEmpty() && (isThere || kind.product == JobProduct::file))
        actions.append(JobAction::reveal);
    if (ended)
        actions.append(JobAction::remove);
    return actions;
}

/// Whether an action may be done with several jobs at once.
inline bool isForSeveral(JobAction action)
{
    switch (action) {
    case JobAction::stop:
    case JobAction::pause:
    case JobAction::unpause:
    case JobAction::resume:
    case JobAction::remove: return true;
    case JobAction::open:
    case JobAction::duplicate:
    case JobAction::log:
    case JobAction::reveal: return false;
    }
    return false;
}

} // namespace dpl::ui
