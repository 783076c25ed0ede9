#include "jobs/job_queue.hpp"

#include "base/error.hpp"
#include "base/remaining_time.hpp"
#include "runs/run_record.hpp"

#include <QDir>
#include <QHash>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace dpl::ui {

namespace {

using Clock = std::chrono::steady_clock;
using Function = std::function<Completion(JobEvents&, std::stop_token)>;

constexpr int deliveryMilliseconds = 40;
constexpr auto snapshotInterval = std::chrono::milliseconds(120);

bool isThere(const QString& folder)
{
    std::error_code ignored;
    return !folder.isEmpty() && std::filesystem::exists(folder.toStdString(), ignored);
}

QString timeNow()
{
    return QString::fromStdString(runs::utcNow());
}

bool isSameFolder(const QString& a, const QString& b)
{
    return !a.isEmpty() && QDir::cleanPath(a) == QDir::cleanPath(b);
}

/// Whether a job with this status and recipe does what `request` would.
bool doesTheSame(const JobRequest& request, const JobStatus& status, const Json& recipe)
{
    const auto makesExperiment = [](const JobKind& kind) { return kind.product == JobProduct::experiment; };
    const bool sameRecipe = !request.recipe.is_null() && request.recipe == recipe;
    return sameRecipe
        || (isSameFolder(request.folder, status.folder) && !makesExperiment(request.kind)
            && !makesExperiment(status.kind));
}

} // namespace

/// A running job: its thread, and what it told since the last delivery.
class JobQueue::Worker final : public JobEvents {
public:
    struct Outcome {
        JobState state = JobState::finished;
        QString message;
        bool folderExists = false;
    };

    struct Events {
        std::optional<Progress> progress;
        std::optional<QString> folder;
        QStringList warnings;
        QList<Metrics> metrics;
        JobSnapshot snapshot;
        std::optional<Outcome> outcome; ///< the last event of all
    };

    Worker(Function run, std::type_index snapshotType, QString folder)
        : m_snapshotType(snapshotType), m_folder(std::move(folder)), m_started(Clock::now())
    {
        m_thread = std::jthread([this, function = std::move(run)](std::stop_token stop) mutable {
            Outcome outcome = perform(function, std::move(stop));
            // What the function captured goes before the job counts as ended.
            function = nullptr;
            outcome.folderExists = isThere(m_folder);
            const std::lock_guard lock(m_mutex);
            m_events.outcome = std::move(outcome);
        });
    }

    void requestStop() { m_thread.request_stop(); }
    void requestCheckpoint() { m_checkpointWanted = true; }

    Events take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_events, {});
    }

    /// The receivers of the snapshot that was taken last have returned.
    void snapshotDelivered()
    {
        const std::lock_guard lock(m_mutex);
        m_snapshotOut = !m_events.snapshot.isNull();
    }

    double secondsSinceStart() const { return std::chrono::duration<double>(Clock::now() - m_started).count(); }

    bool wantsCheckpoint() override { return m_checkpointWanted.exchange(false); }

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

    void publish(JobSnapshot snapshot) override
    {
        if (snapshot.type() != m_snapshotType) {
            throw std::logic_error("it shows what its kind does not declare");
        }
        const std::lock_guard lock(m_mutex);
        std::swap(m_events.snapshot, snapshot); // the one before goes without the lock
        m_snapshotOut = true;
        m_lastSnapshot = Clock::now();
    }

    void folderChosen(const QString& folder) override
    {
        m_folder = folder;
        const std::lock_guard lock(m_mutex);
        m_events.folder = folder;
    }

    void warned(const std::string& sentence) override
    {
        const std::lock_guard lock(m_mutex);
        m_events.warnings.append(QString::fromStdString(sentence));
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
                JobQueue::tr("This job ran out of memory: lower its batch size, or close other programs.")};
        } catch (const std::exception& error) {
            return {JobState::failed,
                JobQueue::tr("An unexpected error ended this job: %1").arg(QString::fromUtf8(error.what()))};
        } catch (...) {
            return {JobState::failed, JobQueue::tr("An unknown error ended this job.")};
        }
    }

    const std::type_index m_snapshotType;
    QString m_folder; ///< of the job's thread alone
    mutable std::mutex m_mutex;
    Events m_events;
    bool m_snapshotOut = false; ///< published, and its receivers have not returned yet
    std::optional<Clock::time_point> m_lastSnapshot;
    const Clock::time_point m_started;
    std::atomic<bool> m_checkpointWanted = false;
    std::jthread m_thread; ///< last, so that it is joined while the rest is alive
};

/// A job that runs, with its worker.
struct JobQueue::Running {
    Running(JobId job, const Function& run, std::type_index snapshot, const QString& folder)
        : id(job), worker(run, snapshot, folder)
    {
    }

    const JobId id;
    Worker worker;
    std::optional<JobState> waitsAs; ///< it is requested to stop, to wait then: paused or queued
    RemainingTime remainingTime;
};

struct JobQueue::Private {
    /// A job of the session. Its function is kept until it has ended, as it may be paused.
    struct Job {
        JobStatus status;
        Function run;
        Json recipe;
        QStringList after;
        bool isHeld = false; ///< paused by what it needs
        bool isForgotten = false; ///< JobQueue::forget
    };

    std::deque<Job> jobs; ///< ids are 1 + index; references to them last
    Job none; ///< stands for one that there is not
    std::vector<JobId> waiting; ///< in the order in which they will run; some may be paused
    std::vector<std::unique_ptr<Running>> running; ///< in the order in which they began, one at most of a device
    bool heldBack = false;
    QTimer timer;
    bool delivering = false;

    const Job& jobOrNone(JobId id)
    {
        const Job* job = find(id);
        return job ? *job : none;
    }
    Job* find(JobId id) { return id >= 1 && id <= JobId(jobs.size()) ? &jobs[std::size_t(id - 1)] : nullptr; }
    JobStatus* findStatus(JobId id)
    {
        Job* job = find(id);
        return job ? &job->status : nullptr;
    }
    /// Of a job that runs.
    Running& runningOf(JobId id)
    {
        return **std::find_if(running.begin(), running.end(), [id](const auto& one) { return one->id == id; });
    }
    bool isBusy(const QString& device)
    {
        return std::any_of(running.begin(), running.end(),
            [this, &device](const auto& one) { return find(one->id)->status.device == device; });
    }
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
    for (const auto& running : m_d->running)
        running->worker.requestStop();
    m_d->running.clear();
}

JobId JobQueue::activeLike(const JobRequest& request) const
{
    for (const JobId id : activeJobs()) {
        const Private::Job& job = m_d->jobOrNone(id);
        if (doesTheSame(request, job.status, job.recipe))
            return id;
    }
    return 0;
}

JobId JobQueue::enqueue(JobRequest request, const JobRemnant& remnant)
{
    if (activeLike(request) != 0)
        return 0;
    for (Private::Job& job : m_d->jobs) {
        if (job.status.state == JobState::failed && doesTheSame(request, job.status, job.recipe))
            job.isForgotten = true; // this one goes on with it
    }
    JobStatus status;
    status.id = JobId(m_d->jobs.size()) + 1;
    status.title = std::move(request.title);
    status.kind = std::move(request.kind);
    status.folder = std::move(request.folder);
    status.device = std::move(request.device);
    status.folderExists = isThere(status.folder);
    status.progress = remnant.progress;
    if (remnant.failure) {
        status.state = JobState::failed;
        status.message = *remnant.failure;
        status.ended = remnant.ended;
        m_d->jobs.push_back({status, nullptr, std::move(request.recipe), {}});
        tell(status, true);
        return status.id;
    }
    status.state = remnant.isPaused ? JobState::paused : JobState::queued;
    m_d->jobs.push_back({status, std::move(request.run), std::move(request.recipe), std::move(request.after)});
    m_d->waiting.push_back(status.id);
    // The job starts when control is back in the event loop, so that the caller knows its id before anything is told of
    // it.
    QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
    tell(status, true);
    return status.id;
}

void JobQueue::stop(JobId id)
{
    Private::Job* job = m_d->find(id);
    if (!job || !job->status.isActive())
        return;
    if (job->status.state == JobState::running) {
        Running& running = m_d->runningOf(id);
        running.waitsAs.reset();
        running.worker.requestStop();
        job->status.message = tr("Stopping…");
    } else {
        std::erase(m_d->waiting, id);
        job->status.state = JobState::stopped;
        job->status.ended = timeNow();
        job->run = nullptr;
    }
    tell(job->status, true);
}

void JobQueue::stopAll()
{
    // The waiting ones first: otherwise the next would start as a running one ends.
    QList<JobId> ids(m_d->waiting.begin(), m_d->waiting.end());
    for (const auto& running : m_d->running)
        ids.append(running->id);
    const QPointer<JobQueue> alive(this);
    for (const JobId id : std::as_const(ids)) {
        if (alive)
            stop(id);
    }
}

void JobQueue::pause(JobId id)
{
    JobStatus* job = m_d->findStatus(id);
    if (!job)
        return;
    if (job->state == JobState::running) {
        stopAndWait(id, JobState::paused, tr("Pausing…"));
    } else if (job->state == JobState::queued) {
        job->state = JobState::paused;
        tell(*job, true);
    }
}

void JobQueue::setAside(JobId id)
{
    if (status(id).state == JobState::running)
        stopAndWait(id, JobState::queued, tr("Stopping…"));
}

/// Of a job that runs; nothing if it is to stop already.
void JobQueue::stopAndWait(JobId id, JobState state, const QString& message)
{
    JobStatus* job = m_d->findStatus(id);
    if (!job->message.isEmpty())
        return;
    Running& running = m_d->runningOf(id);
    running.waitsAs = state;
    running.worker.requestStop();
    job->message = message;
    tell(*job, true);
}

void JobQueue::unpause(JobId id)
{
    Private::Job* job = m_d->find(id);
    if (!job || job->status.state != JobState::paused)
        return;
    if (std::exchange(job->isHeld, false)) {
        job->after.clear();
        job->status.message.clear();
    }
    job->status.state = JobState::queued;
    QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
    tell(job->status, true);
}

void JobQueue::saveProgress()
{
    for (const auto& running : m_d->running)
        running->worker.requestCheckpoint();
}

void JobQueue::moveBefore(JobId id, JobId next)
{
    auto& waiting = m_d->waiting;
    const auto from = std::find(waiting.begin(), waiting.end(), id);
    const auto to = next == 0 ? waiting.end() : std::find(waiting.begin(), waiting.end(), next);
    if (from == waiting.end() || (next != 0 && to == waiting.end()) || id == next)
        return;
    if (from < to)
        std::rotate(from, from + 1, to);
    else
        std::rotate(to, from, from + 1);
    Q_EMIT orderChanged();
}

void JobQueue::setHeldBack(bool heldBack)
{
    if (m_d->heldBack == heldBack)
        return;
    m_d->heldBack = heldBack;
    if (!heldBack)
        QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
    Q_EMIT heldBackChanged(heldBack);
}

bool JobQueue::isHeldBack() const
{
    return m_d->heldBack;
}

const JobStatus& JobQueue::status(JobId id) const
{
    return m_d->jobOrNone(id).status;
}

QList<JobStatus> JobQueue::statuses() const
{
    QList<JobStatus> statuses;
    for (const Private::Job& job : m_d->jobs)
        statuses.append(job.status);
    return statuses;
}

QList<JobId> JobQueue::activeJobs() const
{
    QList<JobId> ids;
    for (const auto& running : m_d->running)
        ids.append(running->id);
    return ids + QList<JobId>(m_d->waiting.begin(), m_d->waiting.end());
}

bool JobQueue::hasActiveJobs() const
{
    return !m_d->running.empty() || !m_d->waiting.empty();
}

bool JobQueue::hasActiveJobs(const QString& device) const
{
    const QList<JobId> active = activeJobs();
    return std::any_of(active.begin(), active.end(), [this, &device](JobId id) { return status(id).device == device; });
}

const Json& JobQueue::recipe(JobId id) const
{
    return m_d->jobOrNone(id).recipe;
}

QStringList JobQueue::after(JobId id) const
{
    return m_d->jobOrNone(id).after;
}

bool JobQueue::isPausedByUser(JobId id) const
{
    const Private::Job& job = m_d->jobOrNone(id);
    if (job.status.state == JobState::running)
        return m_d->runningOf(id).waitsAs == JobState::paused;
    return job.status.state == JobState::paused && !job.isHeld;
}

QList<JobId> JobQueue::failedJobs() const
{
    QList<JobId> failed;
    for (const Private::Job& job : m_d->jobs) {
        if (job.status.state == JobState::failed && !job.isForgotten)
            failed.append(job.status.id);
    }
    return failed;
}

void JobQueue::forget(JobId id)
{
    Private::Job* job = m_d->find(id);
    if (!job || job->status.state != JobState::failed)
        return;
    job->isForgotten = true;
    Q_EMIT workChanged();
}

void JobQueue::tell(const JobStatus& status, bool workChanged)
{
    const QPointer<JobQueue> alive(this);
    QList<JobId> changed{status.id};
    if (workChanged) {
        changed += followNeeded();
        changed.removeAll(status.id);
        changed.prepend(status.id);
    }
    for (const JobId id : std::as_const(changed)) {
        if (alive)
            Q_EMIT statusChanged(JobStatus(m_d->find(id)->status));
    }
    if (alive && workChanged)
        Q_EMIT this->workChanged();
}

/// Has each waiting job wait, or wait no more, for what it needs. Those whose state or message is another now.
QList<JobId> JobQueue::followNeeded()
{
    QList<JobId> changed;
    const auto needs = [this](JobId id) { return !m_d->find(id)->after.isEmpty(); };
    if (std::none_of(m_d->waiting.begin(), m_d->waiting.end(), needs))
        return changed;
    QHash<QString, const JobStatus*> latest; // of each folder
    for (const Private::Job& job : m_d->jobs) {
        if (!job.status.folder.isEmpty())
            latest.insert(job.status.folder, &job.status);
    }
    const auto hindrance = [&latest](const QStringList& after) {
        for (const QString& folder : after) {
            const JobStatus* needed = latest.value(folder);
            if (!needed)
                return tr("waits: a run that it needs has not finished");
            switch (needed->state) {
            case JobState::paused: return tr("waits: a run that it needs is paused");
            case JobState::stopped: return tr("waits: a run that it needs was stopped");
            case JobState::failed: return tr("waits: a run that it needs has failed");
            default: break;
            }
        }
        return QString();
    };
    // Again while something changes, as what a job needs may itself wait for others.
    for (bool again = true; again;) {
        again = false;
        for (const JobId id : m_d->waiting) {
            Private::Job& job = *m_d->find(id);
            job.after.removeIf([&latest](const QString& folder) {
                const JobStatus* needed = latest.value(folder);
                return needed && needed->state == JobState::finished;
            });
            const bool isPausedByUser = job.status.state == JobState::paused && !job.isHeld;
            const QString why = hindrance(job.after);
            if (isPausedByUser || (job.isHeld == !why.isEmpty() && job.status.message == why))
                continue;
            job.isHeld = !why.isEmpty();
            job.status.state = job.isHeld ? JobState::paused : JobState::queued;
            job.status.message = why;
            again = true;
            if (!changed.contains(id))
                changed.append(id);
        }
    }
    if (!changed.isEmpty())
        QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
    return changed;
}

void JobQueue::startNext()
{
    const QPointer<JobQueue> alive(this);
    while (alive && !m_d->heldBack) {
        const auto next = std::find_if(m_d->waiting.begin(), m_d->waiting.end(), [this](JobId id) {
            const Private::Job& job = *m_d->find(id);
            return job.status.state == JobState::queued && job.after.isEmpty() && !m_d->isBusy(job.status.device);
        });
        if (next == m_d->waiting.end())
            return;
        start(*next);
    }
}

void JobQueue::start(JobId id)
{
    std::erase(m_d->waiting, id);
    Private::Job* job = m_d->find(id);
    job->status.state = JobState::running;
    job->status.message.clear();
    m_d->running.push_back(std::make_unique<Running>(id, job->run, job->status.kind.snapshot, job->status.folder));
    if (!m_d->timer.isActive())
        m_d->timer.start();
    tell(job->status, true);
}

void JobQueue::deliver()
{
    // A receiver that opens a dialogue runs an event loop inside this call; a second delivery from there would overtake
    // the rest of the first.
    if (m_d->delivering)
        return;
    m_d->delivering = true;
    const QPointer<JobQueue> alive(this);
    QList<JobId> ids; // a receiver may have others begin
    for (const auto& running : m_d->running)
        ids.append(running->id);
    for (const JobId id : std::as_const(ids)) {
        if (alive)
            deliverFrom(id);
    }
    if (alive)
        m_d->delivering = false;
}

void JobQueue::deliverFrom(JobId id)
{
    const QPointer<JobQueue> alive(this);
    Running& running = m_d->runningOf(id);
    const Worker::Events events = running.worker.take();

    if (events.progress || events.folder || !events.warnings.isEmpty()) {
        JobStatus* job = m_d->findStatus(id);
        if (events.folder)
            job->folder = *events.folder;
        for (const QString& warning : events.warnings) {
            if (!job->warnings.contains(warning))
                job->warnings.append(warning);
        }
        if (events.progress) {
            job->progress = *events.progress;
            running.remainingTime.update(*events.progress, running.worker.secondsSinceStart());
            job->secondsLeft = running.remainingTime.secondsLeft();
        }
        tell(*job, events.folder.has_value());
    }
    if (alive && !events.metrics.isEmpty())
        Q_EMIT measured(id, events.metrics);
    if (alive && !events.snapshot.isNull()) {
        Q_EMIT snapshotTaken(id, events.snapshot);
        if (alive)
            running.worker.snapshotDelivered();
    }
    if (alive && events.outcome) {
        const std::optional<JobState> waitsAs = running.waitsAs;
        std::erase_if(m_d->running, [id](const auto& one) { return one->id == id; });
        if (m_d->running.empty())
            m_d->timer.stop();
        Private::Job* job = m_d->find(id);
        job->status.state = events.outcome->state;
        job->status.message = events.outcome->message;
        job->status.folderExists = events.outcome->folderExists;
        job->status.secondsLeft.reset();
        if (waitsAs && events.outcome->state == JobState::stopped) {
            job->status.state = *waitsAs;
            m_d->waiting.insert(m_d->waiting.begin(), id);
        } else {
            job->status.ended = timeNow();
            job->run = nullptr;
        }
        QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
        tell(job->status, true);
    }
}

} // namespace dpl::ui
