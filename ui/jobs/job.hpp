#pragma once

#include "base/json.hpp"
#include "base/observer.hpp"
#include "jobs/job_kind.hpp"
#include "jobs/job_snapshot.hpp"
#include "jobs/place_request.hpp"

#include <QMetaType>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <stop_token>

namespace dpl::ui {

/// Identifies a job for the lifetime of the program; events of a job that is gone are told by it.
using JobId = qint64;

enum class JobState {
    queued,
    paused, ///< waits until the user lets it go on, or what it needs is done; holds no thread
    running,
    finished,
    stopped, ///< the user asked for it; not an error
    failed,
    interrupted, ///< read from disk: its process died while it ran
};

/// What the jobs panel and the status bar show of a job.
struct JobStatus {
    JobId id = 0;
    QString title; ///< "Synthetic 1-D", "mean and variance · helpful · seed 3"
    QString about{}; ///< more of what it is, for a line below: "SmolLM2 · leak test"; may be empty
    JobKind kind;
    QString folder; ///< what it makes (JobKind::product); empty until it is known
    bool folderExists = false; ///< as far as is known from when it was queued or ended
    JobState state = JobState::queued;
    Progress progress;
    std::optional<double> secondsLeft; ///< from the speed so far; none until there is one
    QString message; ///< of a failed job: one sentence with the way out; of a running one that is to stop or pause:
                     ///< that it is; of one that is paused by what it needs: what it waits for
    QStringList warnings; ///< that it gave, each a sentence and once
    QString ended{}; ///< when, as run.json writes times; empty of one that is active
    QString device = QStringLiteral("cpu"); ///< that it computes on: "cpu", "cuda:0"

    QString place{}; ///< that it is done at, as lists call it; empty: this window
    bool isElsewhere = false; ///< it was given to its place, and goes on there without this window
    QString standing{}; ///< of one elsewhere: who does it, how it stands there, and when that was seen, in words
    bool needsUser = false; ///< its place asks for a password or the like before it can be looked at again

    bool isActive() const { return isWaiting() || isElsewhereActive() || state == JobState::running; }
    /// For its turn in this window.
    bool isWaiting() const { return !isElsewhere && (state == JobState::queued || state == JobState::paused); }
    /// This window computes it, or is about to hand it over.
    bool isWorkedOnHere() const { return !isElsewhere && state == JobState::running; }
    bool isElsewhereActive() const { return isElsewhere && (state == JobState::queued || state == JobState::running); }
};

/// How a job's function ended, if it did not throw. Elsewhere: the job was given to its place.
enum class Completion { finished, stopped, elsewhere };

/// What a job's function talks to. Called from the job's thread; events reach the GUI thread at most some tens of times
/// a second, and the newest value replaces one that was not delivered yet.
class JobEvents : public Observer {
public:
    /// True when the last snapshot was delivered and the time for the next has come: ask before making one.
    virtual bool wantsSnapshot() const = 0;

    /// Hands a value to JobQueue::snapshotTaken on the GUI thread. Of the type that the job's kind declares: another
    /// ends the job with an error.
    virtual void publish(JobSnapshot snapshot) = 0;

    /// JobStatus::folder, once it is known.
    virtual void folderChosen(const QString& folder) = 0;

    /// PlaceRequest::folder, once the job was given to its place.
    virtual void givenIn(const QString& folder) = 0;

    /// Adds to JobStatus::warnings.
    void warned(const std::string& sentence) override = 0;
};

struct JobRequest {
    QString title;
    JobKind kind;

    /// Runs on a worker thread; throws dpl::Error to fail. Called again after a pause, it goes on from where it was.
    std::function<Completion(JobEvents&, std::stop_token)> run;

    /// What JobKind::fromRecipe makes the same job from, in another session, too; null if it cannot be.
    Json recipe{};

    QString folder{}; ///< JobStatus::folder, where it is known before the job starts

    /// Folders of other jobs that must have finished before. While one of these is paused, stopped or has failed, this
    /// job is paused.
    QStringList after{};

    QString device = QStringLiteral("cpu"); ///< JobStatus::device: jobs of one device run one after another

    /// Where it is done, if not in this window: it then waits for no device. One that was given to its place goes on
    /// there.
    std::optional<PlaceRequest> place{};
};

} // namespace dpl::ui

Q_DECLARE_METATYPE(dpl::ui::JobStatus)
