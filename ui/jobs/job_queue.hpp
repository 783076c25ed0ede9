#pragma once

#include "jobs/job.hpp"
#include "jobs/placed_report.hpp"

#include <QList>
#include <QObject>

#include <memory>

namespace dpl::ui {

/// What an earlier session left of a job.
struct JobRemnant {
    bool isPaused = false; ///< by the user
    Progress progress{};
    std::optional<QString> failure{}; ///< why it failed; none: it is still to be done
    QString ended{}; ///< JobStatus::ended
};

/// Runs jobs, those of one device one after another and of different devices side by side, each on a worker thread of
/// its own, and posts their events to the GUI thread. Its destructor requests every job to stop, then joins. Jobs with
/// a place are given to it by a worker, any number at once, and are then followed by others (PlacedJobs), who tell what
/// becomes of them by takeReport; they outlive the queue.
class JobQueue : public QObject {
    Q_OBJECT

public:
    explicit JobQueue(QObject* parent = nullptr);
    ~JobQueue() override;

    using Work = std::function<Completion(JobEvents&, std::stop_token)>;
    /// Makes the work of giving a job of this recipe to its place.
    using Giver = std::function<Work(const Json& recipe, const PlaceRequest& place)>;
    /// Without one, jobs with a place fail.
    void setGiver(Giver giver);

    /// The new job's id; 0, and nothing is queued, if an active job does the same (activeLike). One of an earlier
    /// session is as that left it: what has failed is listed, and not done again.
    JobId enqueue(JobRequest request, const JobRemnant& remnant = {});

    /// The active job that does what `request` would: it has the same recipe, or makes the same folder, which only
    /// experiments share. 0 if there is none.
    JobId activeLike(const JobRequest& request) const;

    /// Requests a running job to stop, or takes a queued one out; answers at once. One that is elsewhere is asked to
    /// save what it has done (stopElsewhereRequested).
    void stop(JobId id);
    void stopNow(JobId id); ///< of one elsewhere: it does not save anything
    void stopAll(); ///< those of this window

    /// What was seen of a job that is elsewhere.
    void takeReport(JobId id, const PlacedReport& report);
    /// A request to stop it could not be passed on: why.
    void stopFailed(JobId id, const QString& message);

    /// A running job is requested to stop and then waits, paused, where it stands; a queued one waits from now on.
    /// Answers at once.
    void pause(JobId id);
    /// Requests a running job to stop, and to wait for its turn again, before the others: the program is to end.
    void setAside(JobId id);
    /// Lets a paused job run when its turn comes, without what it needs if that is what it waits for.
    void unpause(JobId id);
    /// Puts a waiting job before another waiting one, or, with 0, behind all.
    void moveBefore(JobId id, JobId next);
    /// Asks running jobs to save what they have done so far, and to go on. Answers at once.
    void saveProgress();
    /// While held back, no job is started.
    void setHeldBack(bool heldBack);
    bool isHeldBack() const;

    /// Of no job if there is none with this id. Valid, like `recipe`, as long as the queue; changes with the job.
    const JobStatus& status(JobId id) const;
    QList<JobStatus> statuses() const; ///< in the order they were queued
    /// Those that run, in the order in which they began, then those that wait, in theirs.
    QList<JobId> activeJobs() const;
    bool hasActiveJobs() const;
    bool isBusy() const; ///< with jobs that compute in this window, or wait to
    bool hasActiveJobs(const QString& device) const; ///< what is queued for it now waits for these
    const Json& recipe(JobId id) const; ///< JobRequest::recipe
    const std::optional<PlaceRequest>& place(JobId id) const; ///< JobRequest::place
    QList<JobId> jobsElsewhere() const;
    QStringList after(JobId id) const; ///< those of JobRequest::after that have not finished
    bool isPausedByUser(JobId id) const; ///< or is about to be; not by what it needs

    /// Those that have failed, and that nobody queued again or has forgotten.
    QList<JobId> failedJobs() const;
    void forget(JobId id); ///< that it failed

Q_SIGNALS:
    void orderChanged(); ///< of activeJobs()
    void heldBackChanged(bool heldBack);
    /// The job is new, or its state, progress or folder changed: tens of times a second while one runs.
    void statusChanged(const dpl::ui::JobStatus& status);
    /// A job is new, or its state or folder changed: what is to be done by which job is not what it was.
    void workChanged();
    /// Numbers that came since the last call, oldest first.
    void measured(dpl::ui::JobId id, const QList<dpl::Metrics>& metrics);
    void snapshotTaken(dpl::ui::JobId id, const dpl::ui::JobSnapshot& snapshot);
    void stopElsewhereRequested(dpl::ui::JobId id, bool now);

private:
    void startNext();
    void start(JobId id);
    void deliver();
    void deliverFrom(JobId id);
    void tell(const JobStatus& status, bool workChanged);
    void askElsewhere(JobId id, bool now);
    void becomeGiven(JobId id, const PlaceRequest& place);
    void stopAndWait(JobId id, JobState state, const QString& message);
    QList<JobId> followNeeded();

    struct Running;
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace dpl::ui
