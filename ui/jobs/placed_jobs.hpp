#pragma once

#include "base/remaining_time.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/place_access.hpp"
#include "places/placed_jobs.hpp"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <memory>
#include <stop_token>

namespace dpl::ui {

/// Gives a queue's jobs to their places and follows them there, on workers, as often as places::lookAgainAfter says.
/// Jobs that are over, and those of earlier windows and of `dpl submit`, are found by what lies in their folders.
class PlacedJobs : public QObject {
    Q_OBJECT

public:
    PlacedJobs(JobQueue& queue, JobKinds kinds, QObject* parent = nullptr);
    ~PlacedJobs() override;

    /// Leaves jobs alone, and gives up the questions that are under way.
    void end();

    void setRunsFolder(const QString& folder) { m_root = folder.toStdString(); }
    void setThreads(int threads) { m_threads = threads; } ///< of jobs on this computer; 0: one per core
    void setWatched(bool watched); ///< somebody looks at jobs or runs
    void setPaused(bool paused); ///< while it is, no place is asked

    /// Looks below the runs folder and the mirrors for jobs that are not over and that the queue does not know, and
    /// adds them to it.
    void find();

    /// To be set before jobs are given.
    void setAccess(PlaceAccess access) { m_access = std::move(access); }

    /// Connects to the place of a job that needs the user for that.
    void connectFor(JobId id);

Q_SIGNALS:
    void found(int jobs); ///< new to the queue
    void failed(const QString& message);

private:
    /// Jobs that one question is about.
    struct Group {
        bool isLooking = false;
        int failures = 0;
        qint64 due = 0; ///< on m_clock
    };
    struct Looked;

    JobQueue::Work giving(const Json& recipe, const PlaceRequest& place) const;
    void follow();
    void lookAtDue();
    void look(const QString& key, const QList<JobId>& jobs);
    void take(const QString& key, const std::vector<Looked>& looked);
    void stop(JobId id, bool now);
    void lookSoon(const QString& key);

    JobQueue& m_queue;
    const JobKinds m_kinds;
    PlaceAccess m_access;
    std::filesystem::path m_root;
    int m_threads = 0;
    bool m_watched = false;
    bool m_paused = false;
    bool m_isFinding = false;
    QHash<QString, Group> m_groups;
    QHash<JobId, std::shared_ptr<RemainingTime>> m_remaining;
    QElapsedTimer m_clock;
    QTimer m_timer; ///< the next question
    QTimer m_finding;
    std::stop_source m_stop;
    QThreadPool m_pool; ///< of its own: a place may take long to answer
};

/// The job that does the same again, at its place. One of a kind that this version of the window does not know is
/// listed and followed, and no more.
JobRequest requestOf(const places::PlacedJob& job, const JobKinds& kinds);

} // namespace dpl::ui
