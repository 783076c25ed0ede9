#include "fetching/fetch_watch.hpp"

#include "base/error.hpp"
#include "fetching/fetch_dialog.hpp"
#include "jobs/fetch_job.hpp"
#include "jobs/job_queue.hpp"

namespace dpl::ui {

FetchWatch::FetchWatch(JobQueue& queue, QWidget* window) : QObject(window), m_queue(queue), m_window(window)
{
    connect(&queue, &JobQueue::statusChanged, this, &FetchWatch::follow);
}

void FetchWatch::open(hub::RepositoryKind kind, const QString& name)
{
    auto* dialog = new FetchDialog(m_queue, kind, name, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FetchDialog::queued, this, [this](JobId job) {
        m_askedHere.insert(job);
        follow(m_queue.status(job));
    });
    dialog->open();
}

void FetchWatch::follow(const JobStatus& status)
{
    if (!(status.kind == fetchKind()) || status.state != JobState::finished || !m_told.insert(status.id).second) {
        return;
    }
    try {
        Q_EMIT fetched(
            {fetchParamsOf(m_queue.recipe(status.id)).repository, status.folder, m_askedHere.contains(status.id)});
    } catch (const Error&) {
        // A recipe that this version does not read: nobody waits for it.
    }
}

} // namespace dpl::ui
