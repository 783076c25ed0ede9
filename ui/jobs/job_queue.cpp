#include "jobs/job_queue.hpp"

#include "base/error.hpp"
#include "base/remaining_time.hpp"
#include "jobs/job_worker.hpp"
#include "runs/run_record.hpp"

#include <QDir>
#include <QHash>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

namespace dpl::ui {

namespace {

constexpr int deliveryMilliseconds = 40;

QString timeNow()
{
    return QString::fromStdString(runs::utcNow());
}

/// As it is compared with other folders.
QString placeOf(const QString& folder)
{
    return folder.isEmpty() ? QString() : QDir::cleanPath(folder);
}

} // namespace

/// A job that runs, with its worker.
struct JobQueue::Running {
    Running(JobId job, const JobWorker::Function& run, std::type_index snapshot, const QString& folder)
        : id(job), worker(run, snapshot, folder)
    {
    }

    const JobId id;
    JobWorker worker;
    std::optional<JobState> waitsAs; ///< it is requested to stop, to wait then: paused or queued
    RemainingTime remainingTime;
};

struct JobQueue::Private {
    /// A job of the session. Its function is kept until it has ended, as it may be paused.
    struct Job {
        JobStatus status;
        JobWorker::Function run;
        Json recipe;
        QStringList after;
        QString place{}; ///< placeOf status.folder
        bool isHeld = false; ///< paused by what it needs
        bool isForgotten = false; ///< JobQueue::forget
        std::optional<PlaceRequest> target{}; ///< JobRequest::place

        void setFolder(const QString& folder)
        {
            status.folder = folder;
            place = placeOf(folder);
        }

        /// Whether it does what `request`, which makes what is at `requested`, would.
        bool doesTheSame(const JobRequest& request, const QString& requested) const
        {
            const auto makesExperiment = [](const JobKind& kind) { return kind.product == JobProduct::experiment; };
            const bool sameRecipe = !request.recipe.is_null() && request.recipe == recipe;
            return sameRecipe
                || (!place.isEmpty() && place == requested && !makesExperiment(request.kind)
                    && !makesExperiment(status.kind));
        }
    };

    std::deque<Job> jobs; ///< ids are 1 + index; references to them last
    Job none; ///< stands for one that there is not
    std::vector<JobId> waiting; ///< in the order in which they will run; some may be paused
    std::vector<std::unique_ptr<Running>> running; ///< in the order in which they began, one at most of a device
    std::vector<JobId> elsewhere; ///< given to their places and not over, in the order in which they were
    Giver giver;
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
        return std::any_of(running.begin(), running.end(), [this, &device](const auto& one) {
            const Job& job = *find(one->id);
            return !job.target && job.status.device == device;
        });
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

void JobQueue::setGiver(Giver giver)
{
    m_d->giver = std::move(giver);
}

JobId JobQueue::activeLike(const JobRequest& request) const
{
    const QString place = placeOf(request.folder);
    for (const JobId id : activeJobs()) {
        if (m_d->jobOrNone(id).doesTheSame(request, place))
            return id;
    }
    return 0;
}

JobId JobQueue::enqueue(JobRequest request, const JobRemnant& remnant)
{
    if (const JobId same = activeLike(request)) {
        if (request.place && request.place->isGiven())
            becomeGiven(same, *request.place);
        return 0;
    }
    const QString place = placeOf(request.folder);
    for (Private::Job& job : m_d->jobs) {
        if (job.status.state == JobState::failed && job.doesTheSame(request, place))
            job.isForgotten = true; // this one goes on with it
    }
    JobStatus status;
    status.id = JobId(m_d->jobs.size()) + 1;
    status.title = std::move(request.title);
    status.kind = std::move(request.kind);
    status.folder = std::move(request.folder);
    status.device = std::move(request.device);
    status.folderExists = jobFolderExists(status.folder);
    status.progress = remnant.progress;
    if (request.place) {
        status.place = placeName(request.place->place);
        if (!request.place->device.empty())
            status.device = QString::fromStdString(request.place->device);
        if (m_d->giver && !request.recipe.is_null())
            request.run = m_d->giver(request.recipe, *request.place);
        else
            request.run = [](JobEvents&, std::stop_token) -> Completion {
                throw Error("this job can be done in a window only");
            };
    }
    if (remnant.failure) {
        status.state = JobState::failed;
        status.message = *remnant.failure;
        status.ended = remnant.ended;
        m_d->jobs.push_back({status, nullptr, std::move(request.recipe), {}, place});
        m_d->jobs.back().target = std::move(request.place);
        tell(status, true);
        return status.id;
    }
    if (request.place && request.place->isGiven()) {
        status.isElsewhere = true;
        m_d->jobs.push_back({status, nullptr, std::move(request.recipe), {}, place});
        m_d->jobs.back().target = std::move(request.place);
        m_d->elsewhere.push_back(status.id);
        tell(status, true);
        return status.id;
    }
    status.state = remnant.isPaused ? JobState::paused : JobState::queued;
    m_d->jobs.push_back({status, std::move(request.run), std::move(request.recipe), std::move(request.after), place});
    m_d->jobs.back().target = std::move(request.place);
    m_d->waiting.push_back(status.id);
    // The job starts when control is back in the event loop, so that the caller knows its id before anything is told of
    // it.
    QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
    tell(status, true);
    return status.id;
}

/// A job that waits here to be given to a place is there already: the window ended before it had noted that.
void JobQueue::becomeGiven(JobId id, const PlaceRequest& place)
{
    Private::Job* job = m_d->find(id);
    if (!job->status.isWaiting() || !job->target)
        return;
    std::erase(m_d->waiting, id);
    job->target = place;
    job->status.state = JobState::queued;
    job->status.isElsewhere = true;
    job->run = nullptr;
    m_d->elsewhere.push_back(id);
    tell(job->status, true);
}

void JobQueue::stop(JobId id)
{
    Private::Job* job = m_d->find(id);
    if (!job || !job->status.isActive())
        return;
    if (job->status.isElsewhere) {
        askElsewhere(id, false);
        return;
    }
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

void JobQueue::stopNow(JobId id)
{
    if (status(id).isElsewhereActive())
        askElsewhere(id, true);
}

void JobQueue::askElsewhere(JobId id, bool now)
{
    JobStatus* job = m_d->findStatus(id);
    job->message = now ? tr("Asked to stop now…") : tr("Asked to save and stop…");
    const QPointer<JobQueue> alive(this);
    tell(*job, true);
    if (alive)
        Q_EMIT stopElsewhereRequested(id, now);
}

void JobQueue::stopFailed(JobId id, const QString& message)
{
    JobStatus* job = m_d->findStatus(id);
    if (!job || !job->isElsewhereActive())
        return;
    job->message = tr("It could not be asked to stop: %1").arg(message);
    tell(*job, true);
}

void JobQueue::takeReport(JobId id, const PlacedReport& report)
{
    Private::Job* job = m_d->find(id);
    if (!job || std::find(m_d->elsewhere.begin(), m_d->elsewhere.end(), id) == m_d->elsewhere.end())
        return;
    JobStatus& status = job->status;
    const bool isOver = report.state != JobState::queued && report.state != JobState::running;
    const bool isOther = status.state != report.state || (!report.folder.isEmpty() && status.folder != report.folder);
    const bool isNews = isOther || status.standing != report.standing || status.needsUser != report.needsUser
        || status.progress.step != report.progress.step || status.progress.total != report.progress.total
        || status.progress.phase != report.progress.phase || status.warnings != report.warnings
        || status.secondsLeft != report.secondsLeft || status.folderExists != report.folderExists;
    if (!isNews && !isOver)
        return;
    status.state = report.state;
    status.standing = report.standing;
    status.needsUser = report.needsUser;
    status.progress = report.progress;
    status.secondsLeft = report.secondsLeft;
    status.warnings = report.warnings;
    status.folderExists = report.folderExists;
    if (!report.folder.isEmpty())
        job->setFolder(report.folder);
    if (isOver) {
        std::erase(m_d->elsewhere, id);
        status.message = report.message;
        status.ended = report.ended.isEmpty() ? timeNow() : report.ended;
        status.secondsLeft.reset();
    }
    tell(status, isOther || isOver);
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
    if (!job || job->isElsewhere)
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
    if (status(id).isWorkedOnHere())
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
    return ids + jobsElsewhere() + QList<JobId>(m_d->waiting.begin(), m_d->waiting.end());
}

QList<JobId> JobQueue::jobsElsewhere() const
{
    return QList<JobId>(m_d->elsewhere.begin(), m_d->elsewhere.end());
}

bool JobQueue::hasActiveJobs() const
{
    return isBusy() || !m_d->elsewhere.empty();
}

bool JobQueue::isBusy() const
{
    return !m_d->running.empty() || !m_d->waiting.empty();
}

bool JobQueue::hasActiveJobs(const QString& device) const
{
    const QList<JobId> active = activeJobs();
    return std::any_of(
        active.begin(), active.end(), [this, &device](JobId id) { return status(id).device == device && !place(id); });
}

const Json& JobQueue::recipe(JobId id) const
{
    return m_d->jobOrNone(id).recipe;
}

const std::optional<PlaceRequest>& JobQueue::place(JobId id) const
{
    return m_d->jobOrNone(id).target;
}

QStringList JobQueue::after(JobId id) const
{
    return m_d->jobOrNone(id).after;
}

bool JobQueue::isPausedByUser(JobId id) const
{
    const Private::Job& job = m_d->jobOrNone(id);
    if (job.status.isWorkedOnHere())
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
            return job.status.state == JobState::queued && job.after.isEmpty()
                && (job.target || !m_d->isBusy(job.status.device));
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
    const JobWorker::Events events = running.worker.take();

    if (events.progress || events.folder || !events.warnings.isEmpty()) {
        if (events.folder)
            m_d->find(id)->setFolder(*events.folder);
        JobStatus* job = m_d->findStatus(id);
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
        if (events.placed && job->target)
            job->target->folder = *events.placed;
        job->status.state = events.outcome->state;
        job->status.message = events.outcome->message;
        job->status.folderExists = events.outcome->folderExists;
        job->status.secondsLeft.reset();
        if (waitsAs && events.outcome->state == JobState::stopped) {
            job->status.state = *waitsAs;
            m_d->waiting.insert(m_d->waiting.begin(), id);
        } else if (events.outcome->isElsewhere) {
            job->status.isElsewhere = true;
            job->status.progress = {};
            job->run = nullptr;
            m_d->elsewhere.push_back(id);
        } else {
            job->status.ended = timeNow();
            job->run = nullptr;
        }
        QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
        tell(job->status, true);
    }
}

} // namespace dpl::ui
