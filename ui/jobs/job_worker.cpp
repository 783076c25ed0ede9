#include "jobs/job_worker.hpp"

#include "base/error.hpp"

#include <QObject>

#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace dpl::ui {

namespace {

constexpr auto snapshotInterval = std::chrono::milliseconds(120);

} // namespace

bool jobFolderExists(const QString& folder)
{
    std::error_code ignored;
    return !folder.isEmpty() && std::filesystem::exists(folder.toStdString(), ignored);
}

JobWorker::JobWorker(Function run, std::type_index snapshotType, QString folder)
    : m_snapshotType(snapshotType), m_folder(std::move(folder)), m_started(Clock::now())
{
    m_thread = std::jthread([this, function = std::move(run)](std::stop_token stop) mutable {
        Outcome outcome = perform(function, std::move(stop));
        // What the function captured goes before the job counts as ended.
        function = nullptr;
        outcome.folderExists = jobFolderExists(m_folder);
        const std::lock_guard lock(m_mutex);
        m_events.outcome = std::move(outcome);
    });
}

JobWorker::Events JobWorker::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_events, {});
}

void JobWorker::snapshotDelivered()
{
    const std::lock_guard lock(m_mutex);
    m_snapshotOut = !m_events.snapshot.isNull();
}

double JobWorker::secondsSinceStart() const
{
    return std::chrono::duration<double>(Clock::now() - m_started).count();
}

bool JobWorker::wantsSnapshot() const
{
    const std::lock_guard lock(m_mutex);
    return !m_snapshotOut && (!m_lastSnapshot || Clock::now() - *m_lastSnapshot >= snapshotInterval);
}

void JobWorker::progressed(const Progress& progress)
{
    const std::lock_guard lock(m_mutex);
    m_events.progress = progress;
}

void JobWorker::measured(const Metrics& metrics)
{
    const std::lock_guard lock(m_mutex);
    m_events.metrics.append(metrics);
}

void JobWorker::publish(JobSnapshot snapshot)
{
    if (snapshot.type() != m_snapshotType) {
        throw std::logic_error("it shows what its kind does not declare");
    }
    const std::lock_guard lock(m_mutex);
    std::swap(m_events.snapshot, snapshot); // the one before goes without the lock
    m_snapshotOut = true;
    m_lastSnapshot = Clock::now();
}

void JobWorker::folderChosen(const QString& folder)
{
    m_folder = folder;
    const std::lock_guard lock(m_mutex);
    m_events.folder = folder;
}

void JobWorker::givenIn(const QString& folder)
{
    const std::lock_guard lock(m_mutex);
    m_events.placed = folder;
}

void JobWorker::warned(const std::string& sentence)
{
    const std::lock_guard lock(m_mutex);
    m_events.warnings.append(QString::fromStdString(sentence));
}

JobWorker::Outcome JobWorker::perform(const Function& run, std::stop_token stop)
{
    try {
        switch (run(*this, std::move(stop))) {
        case Completion::finished: return {JobState::finished, {}};
        case Completion::stopped: return {JobState::stopped, {}};
        case Completion::elsewhere: return {.state = JobState::queued, .message = {}, .isElsewhere = true};
        }
        return {JobState::finished, {}};
    } catch (const Error& error) {
        return {JobState::failed, QString::fromUtf8(error.what())};
    } catch (const std::bad_alloc&) {
        return {JobState::failed,
            QObject::tr("This job ran out of memory: lower its batch size, or close other programs.")};
    } catch (const std::exception& error) {
        return {JobState::failed,
            QObject::tr("An unexpected error ended this job: %1").arg(QString::fromUtf8(error.what()))};
    } catch (...) {
        return {JobState::failed, QObject::tr("An unknown error ended this job.")};
    }
}

} // namespace dpl::ui
