#pragma once

#include "jobs/job.hpp"

#include <QHash>
#include <QList>
#include <QSet>

namespace dpl::ui {

class JobQueue;
class Page;

/// Which jobs have failed, until the user has looked at Jobs, and on the page that started them until something else is
/// started there.
class JobFailures {
public:
    explicit JobFailures(const JobQueue& queue) : m_queue(queue) { }

    bool knows(JobId id) const { return m_startedOn.contains(id); }
    void add(const JobStatus& job, const Page* startedOn);
    void fail(const JobStatus& job);

    void see() { m_unseen.clear(); }
    int unseen() const { return int(m_unseen.size()); }

    void dismiss(const Page* startedOn);
    QString sentence(const Page* startedOn) const; ///< of those that were started there; empty without one

private:
    const JobQueue& m_queue;
    QHash<JobId, const Page*> m_startedOn;
    QList<JobId> m_failed;
    QSet<JobId> m_unseen;
};

} // namespace dpl::ui
