#include "shell/window_closing.hpp"

#include "jobs/job_queue.hpp"
#include "shell/close_dialog.hpp"

#include <algorithm>

namespace dpl::ui {

WindowClosing::WindowClosing(JobQueue& queue, QWidget& window) : QObject(&window), m_queue(queue), m_window(window) { }

bool WindowClosing::hasWorkAhead() const
{
    const QList<JobId> jobs = m_queue.activeJobs();
    return std::any_of(jobs.cbegin(), jobs.cend(), [this](JobId id) {
        const JobStatus& job = m_queue.status(id);
        return job.isWorkedOnHere() || (job.isWaiting() && job.state == JobState::queued && !m_queue.isHeldBack());
    });
}

bool WindowClosing::mayClose()
{
    if (!hasWorkAhead())
        return true;
    if (m_dialog)
        m_dialog->raise();
    else if (m_how != How::ending)
        ask();
    return false;
}

int WindowClosing::running() const
{
    const QList<JobStatus> jobs = m_queue.statuses();
    return int(std::count_if(jobs.cbegin(), jobs.cend(), [](const JobStatus& job) { return job.isWorkedOnHere(); }));
}

void WindowClosing::ask()
{
    const QList<JobStatus> jobs = m_queue.statuses();
    const auto count = [&jobs](JobState state) {
        return int(std::count_if(jobs.cbegin(), jobs.cend(),
            [state](const JobStatus& job) { return job.isWaiting() && job.state == state; }));
    };
    m_dialog = new CloseDialog(
        running(), count(JobState::queued), count(JobState::paused), int(m_queue.jobsElsewhere().size()), &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &CloseDialog::keepChosen, this, [this] { begin(How::whenDone); });
    connect(m_dialog, &CloseDialog::stopChosen, this, [this] { begin(How::stopping); });
    m_dialog->open();
}

void WindowClosing::keepOpen()
{
    begin(How::no);
}

void WindowClosing::stopAndEnd()
{
    if (m_how == How::ending)
        return;
    if (m_dialog)
        m_dialog->reject();
    begin(How::ending);
}

void WindowClosing::begin(How how)
{
    m_how = how;
    switch (how) {
    case How::no: Q_EMIT noticed({}, {}); break;
    case How::whenDone: Q_EMIT noticed(tr("The window closes when the jobs are done."), tr("Keep it open")); break;
    case How::stopping:
    case How::ending:
        Q_EMIT noticed(running() > 1 ? tr("The window closes when the running jobs have stopped.")
                                     : tr("The window closes when the running job has stopped."),
            {});
        // They stay in the queue, for the next start; what the user paused stays so.
        m_queue.setHeldBack(true);
        for (const JobStatus& job : m_queue.statuses()) {
            if (job.isWorkedOnHere())
                m_queue.setAside(job.id);
        }
        break;
    }
    followJobs();
}

void WindowClosing::followJobs()
{
    if (hasWorkAhead())
        return;
    if (m_dialog)
        m_dialog->reject();
    if (m_how != How::no)
        QMetaObject::invokeMethod(&m_window, &QWidget::close, Qt::QueuedConnection);
}

} // namespace dpl::ui
