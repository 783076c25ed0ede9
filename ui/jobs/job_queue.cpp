#include "jobs/job_queue.hpp"

#include "base/error.hpp"
#include "jobs/remaining_time.hpp"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <deque>
#include <mutex>
#include <new>
#include <thread>
#include <utility>
#include <vector>

namespace dpl::ui {

namespace {

using Clock = std::chrono::steady_clock;
using Function = std::function<Completion(JobEvents&, std::stop_token)>;

constexpr int deliveryMilliseconds = 40;
constexpr auto snapshotInterval = std::chrono::milliseconds(120);

} // namespace

/// A running job: its thread, and what it told since the last delivery.
class JobQueue::Worker final : public JobEvents {
public:
    struct Outcome {
        JobState state = JobState::finished;
        QString message;
    };

    struct Events {
        std::optional<Progress> progress;
        std::optional<QString> folder;
        QList<Metrics> metrics;
        std::shared_ptr<const std::any> snapshot;
        std::optional<Outcome> outcome; ///< the last event of all
    };

    explicit Worker(Function run) : m_started(Clock::now())
    {
        m_thread = std::jthread([this, function = std::move(run)](std::stop_token stop) mutable {
            Outcome outcome = perform(function, std::move(stop));
            // What the function captured goes before the job counts as ended.
            function = nullptr;
            const std::lock_guard lock(m_mutex);
            m_events.outcome = std::move(outcome);
        });
    }

    void requestStop() { m_thread.request_stop(); }

    Events take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_events, {});
    }

    /// The receivers of the snapshot that was taken last have returned.
    void snapshotDelivered()
    {
        const std::lock_guard lock(m_mutex);
        m_snapshotOut = m_events.snapshot != nullptr;
    }

    double secondsSinceStart() const { return std::chrono::duration<double>(Clock::now() - m_started).count(); }

    void progressed(const Progress& progress) override
    {
        const std::lock_guard lock(m_mutex);
        m_events.progress = progress;
    }

    void measured(const Metrics& metrics) override
    {
        const std::lock_guard lock(m_mutex);
        m_events.metrics.append(metrics);
    }

    bool wantsSnapshot() const override
    {
        const std::lock_guard lock(m_mutex);
        return !m_snapshotOut && (!m_lastSnapshot || Clock::now() - *m_lastSnapshot >= snapshotInterval);
    }

    void publish(std::shared_ptr<const std::any> snapshot) override
    {
        const std::lock_guard lock(m_mutex);
        m_events.snapshot.swap(snapshot);
        m_snapshotOut = true;
        m_lastSnapshot = Clock::now();
    }

    void folderChosen(const QString& folder) override
    {
        const std::lock_guard lock(m_mutex);
        m_events.folder = folder;
    }

private:
    Outcome perform(const Function& run, std::stop_token stop)
    {
        try {
            const Completion completion = run(*this, std::move(stop));
            return {completion == Completion::finished ? JobState::finished : JobState::stopped, {}};
        } catch (const Error& error) {
            return {JobState::failed, QString::fromUtf8(error.what())};
        } catch (const std::bad_alloc&) {
            return {JobState::failed,
                JobQueue::tr("The memory was not enough for this job: lower its batch size, or close other programs.")};
        } catch (const std::exception& error) {
            return {JobState::failed,
                JobQueue::tr("An error that the program did not expect ended this job: %1")
                    .arg(QString::fromUtf8(error.what()))};
        } catch (...) {
            return {JobState::failed, JobQueue::tr("An error of an unknown kind ended this job.")};
        }
    }

    mutable std::mutex m_mutex;
    Events m_events;
    bool m_snapshotOut = false; ///< published, and its receivers have not returned yet
    std::optional<Clock::time_point> m_lastSnapshot;
    const Clock::time_point m_started;
    std::jthread m_thread; ///< last, so that it is joined while the rest is alive
};

struct JobQueue::Private {
    struct Waiting {
        JobId id;
        Function run;
    };

    std::vector<JobStatus> jobs; ///< ids are 1 + index
    std::deque<Waiting> waiting;
    std::unique_ptr<Worker> worker;
    JobId running = 0;
    RemainingTime remainingTime;
    QTimer timer;
    bool delivering = false;

    JobStatus* find(JobId id) { return id >= 1 && id <= JobId(jobs.size()) ? &jobs[std::size_t(id - 1)] : nullptr; }
};

JobQueue::JobQueue(QObject* parent) : QObject(parent), m_d(std::make_unique<Private>())
{
    m_d->timer.setInterval(deliveryMilliseconds);
    m_d->timer.setTimerType(Qt::PreciseTimer);
    connect(&m_d->timer, &QTimer::timeout, this, &JobQueue::deliver);
}

JobQueue::~JobQueue()
{
    m_d->timer.stop();
    m_d->waiting.clear();
    if (m_d->worker)
        m_d->worker->requestStop();
    m_d->worker.reset();
}

JobId JobQueue::enqueue(JobRequest request)
{
    JobStatus status;
    status.id = JobId(m_d->jobs.size()) + 1;
    status.title = std::move(request.title);
    status.kind = std::move(request.kind);
    m_d->jobs.push_back(status);
    m_d->waiting.push_back({status.id, std::move(request.run)});
    // The job starts when control is back in the event loop, so that the caller knows its id before anything is told of
    // it.
    QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
    Q_EMIT statusChanged(status);
    return status.id;
}

void JobQueue::stop(JobId id)
{
    JobStatus* job = m_d->find(id);
    if (!job || !job->isActive())
        return;
    if (job->state == JobState::running) {
        m_d->worker->requestStop();
        job->message = tr("Stopping…");
    } else {
        std::erase_if(m_d->waiting, [id](const Private::Waiting& waiting) { return waiting.id == id; });
        job->state = JobState::stopped;
    }
    Q_EMIT statusChanged(JobStatus(*job));
}

void JobQueue::stopAll()
{
    // The waiting ones first: otherwise the next would start as the running one ends.
    QList<JobId> ids;
    for (const JobStatus& job : std::as_const(m_d->jobs)) {
        if (job.state == JobState::queued)
            ids.append(job.id);
    }
    if (m_d->running)
        ids.append(m_d->running);
    const QPointer<JobQueue> alive(this);
    for (const JobId id : std::as_const(ids)) {
        if (alive)
            stop(id);
    }
}

JobStatus JobQueue::status(JobId id) const
{
    const JobStatus* job = m_d->find(id);
    return job ? *job : JobStatus();
}

QList<JobStatus> JobQueue::statuses() const
{
    return {m_d->jobs.begin(), m_d->jobs.end()};
}

bool JobQueue::hasActiveJobs() const
{
    return std::any_of(m_d->jobs.begin(), m_d->jobs.end(), [](const JobStatus& job) { return job.isActive(); });
}

void JobQueue::startNext()
{
    if (m_d->worker || m_d->waiting.empty())
        return;
    Private::Waiting next = std::move(m_d->waiting.front());
    m_d->waiting.pop_front();
    JobStatus* job = m_d->find(next.id);
    m_d->running = next.id;
    m_d->remainingTime = {};
    job->state = JobState::running;
    m_d->worker = std::make_unique<Worker>(std::move(next.run));
    m_d->timer.start();
    Q_EMIT statusChanged(JobStatus(*job));
}

void JobQueue::deliver()
{
    // A receiver that opens a dialogue runs an event loop inside this call; a second delivery from there would overtake
    // the rest of the first.
    if (m_d->delivering || !m_d->worker)
        return;
    m_d->delivering = true;
    const QPointer<JobQueue> alive(this);
    const JobId id = m_d->running;
    const Worker::Events events = m_d->worker->take();

    if (events.progress || events.folder) {
        JobStatus* job = m_d->find(id);
        if (events.folder)
            job->folder = *events.folder;
        if (events.progress) {
            job->progress = *events.progress;
            m_d->remainingTime.update(*events.progress, m_d->worker->secondsSinceStart());
            job->secondsLeft = m_d->remainingTime.secondsLeft();
        }
        Q_EMIT statusChanged(JobStatus(*job));
    }
    if (alive && !events.metrics.isEmpty())
        Q_EMIT measured(id, events.metrics);
    if (alive && events.snapshot) {
        Q_EMIT snapshotTaken(id, events.snapshot);
        if (alive)
            m_d->worker->snapshotDelivered();
    }
    if (alive && events.outcome) {
        m_d->timer.stop();
        m_d->worker.reset();
        m_d->running = 0;
        JobStatus* job = m_d->find(id);
        job->state = events.outcome->state;
        job->message = events.outcome->message;
        job->secondsLeft.reset();
        QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
        Q_EMIT statusChanged(JobStatus(*job));
    }
    if (alive)
        m_d->delivering = false;
}

} // namespace dpl::ui
