#pragma once

#include "jobs/job.hpp"

#include <QList>
#include <QObject>

#include <memory>

namespace dpl::ui {

/// Runs jobs one after another, each on a worker thread of its own, and posts their events to the GUI thread. Its
/// destructor requests every job to stop, then joins.
class JobQueue : public QObject {
    Q_OBJECT

public:
    explicit JobQueue(QObject* parent = nullptr);
    ~JobQueue() override;

    JobId enqueue(JobRequest request);

    /// Requests a running job to stop, or takes a queued one out; answers at once.
    void stop(JobId id);
    void stopAll();

    JobStatus status(JobId id) const;
    QList<JobStatus> statuses() const; ///< in the order they were queued
    bool hasActiveJobs() const;

Q_SIGNALS:
    /// The job is new, or its state, progress or folder changed.
    void statusChanged(const dpl::ui::JobStatus& status);
    /// Numbers that came since the last call, oldest first.
    void measured(dpl::ui::JobId id, const QList<dpl::Metrics>& metrics);
    void snapshotTaken(dpl::ui::JobId id, const std::shared_ptr<const std::any>& snapshot);

private:
    void startNext();
    void deliver();

    class Worker;
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace dpl::ui
