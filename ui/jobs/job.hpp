#pragma once

#include "base/observer.hpp"

#include <QMetaType>
#include <QString>

#include <any>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace dpl::ui {

/// Identifies a job for the lifetime of the program; events of a job that is gone are told by it.
using JobId = qint64;

enum class JobState {
    queued,
    running,
    finished,
    stopped, ///< the user asked for it; not an error
    failed,
    interrupted, ///< read from disk: its process died while it ran
};

/// What the jobs panel and the status bar show of a job.
struct JobStatus {
    JobId id = 0;
    QString title; ///< "Synthetic 1-D"
    QString kind; ///< kind of the run, as in run.json: "synthetic"
    QString folder; ///< its run folder; empty until it has one
    JobState state = JobState::queued;
    Progress progress;
    std::optional<double> secondsLeft; ///< from the speed so far; none until there is one
    QString message; ///< of a failed job: one sentence with the way out; of a running one that is to stop: that it is

    bool isActive() const { return state == JobState::queued || state == JobState::running; }
};

/// How a job's function ended, if it did not throw.
enum class Completion { finished, stopped };

/// What a job's function talks to. Called from the job's thread; events reach the GUI thread at most some tens of times a
/// second, and the newest value replaces one that was not delivered yet.
class JobEvents : public Observer {
public:
    /// True when the last snapshot was delivered and the time for the next has come: ask before making one.
    virtual bool wantsSnapshot() const = 0;

    /// Hands a value to JobQueue::snapshotTaken on the GUI thread. The value is read-only from then on.
    virtual void publish(std::shared_ptr<const std::any> snapshot) = 0;

    /// The run folder, once it is made.
    virtual void folderChosen(const QString& folder) = 0;
};

struct JobRequest {
    QString title;
    QString kind;
    std::function<Completion(JobEvents&, std::stop_token)> run; ///< runs on a worker thread; throws dpl::Error to fail
};

} // namespace dpl::ui

Q_DECLARE_METATYPE(dpl::ui::JobStatus)
