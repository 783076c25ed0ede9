#include "shell/job_failures.hpp"

#include "jobs/job_queue.hpp"

#include <QCoreApplication>

namespace dpl::ui {

void JobFailures::add(const JobStatus& job, const Page* startedOn)
{
    m_startedOn.insert(job.id, startedOn);
    m_failed.removeIf([&](JobId id) {
        return m_startedOn.value(id) == startedOn || (!job.folder.isEmpty() && m_queue.status(id).folder == job.folder);
    });
}

void JobFailures::fail(const JobStatus& job)
{
    if (!m_failed.contains(job.id)) {
        m_failed.append(job.id);
        m_unseen.insert(job.id);
    }
}

void JobFailures::dismiss(const Page* startedOn)
{
    m_failed.removeIf([&](JobId id) { return m_startedOn.value(id) == startedOn; });
}

QString JobFailures::sentence(const Page* startedOn) const
{
    QList<JobId> here = m_failed;
    here.removeIf([&](JobId id) { return m_startedOn.value(id) != startedOn; });
    if (here.isEmpty())
        return {};
    const JobStatus& last = m_queue.status(here.constLast());
    return here.size() == 1
        ? QCoreApplication::translate("JobFailures", "“%1” failed: %2").arg(last.title, last.message)
        : QCoreApplication::translate("JobFailures", "%1 jobs failed. The last one, “%2”: %3")
              .arg(here.size())
              .arg(last.title, last.message);
}

} // namespace dpl::ui
