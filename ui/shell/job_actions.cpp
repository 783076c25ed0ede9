#include "shell/job_actions.hpp"

#include <QCoreApplication>

namespace dpl::ui {

namespace {

struct JobActionText {
    Q_DECLARE_TR_FUNCTIONS(dpl::ui::JobAction)
};

} // namespace

QList<JobAction> possibleActions(const JobStatus& status)
{
    const JobKind& kind = status.kind;
    QList<JobAction> actions;
    if (status.state == JobState::paused)
        actions.append(JobAction::resume);
    if (status.needsUser)
        actions.append(JobAction::connect);
    if (status.isActive())
        actions.append(JobAction::stop);
    if (status.isElsewhereActive())
        actions.append(JobAction::stopNow);
    else if (status.state == JobState::running || status.state == JobState::queued)
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

bool isForSeveral(JobAction action)
{
    switch (action) {
    case JobAction::stop:
    case JobAction::stopNow:
    case JobAction::pause:
    case JobAction::resume:
    case JobAction::remove: return true;
    case JobAction::connect:
    case JobAction::open:
    case JobAction::duplicate:
    case JobAction::log:
    case JobAction::reveal: return false;
    }
    return false;
}

QString resumeToolTip(const JobStatus& status)
{
    if (status.state == JobState::paused)
        return JobActionText::tr("Resume this job when its turn comes (R)");
    return status.kind.resuming == JobResuming::fromRecipe ? JobActionText::tr("Queue this job again (R)")
                                                           : JobActionText::tr("Resume from the last checkpoint (R)");
}

} // namespace dpl::ui
