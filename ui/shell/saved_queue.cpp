#include "shell/saved_queue.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"

namespace dpl::ui {

SavedQueue::SavedQueue(JobQueue& queue, std::filesystem::path file, QObject* parent)
    : QObject(parent), m_queue(queue), m_file(std::move(file)),
      m_lock(QString::fromStdString(m_file.string() + ".lock"))
{
    std::error_code ignored;
    std::filesystem::create_directories(m_file.parent_path(), ignored);
    m_lock.setStaleLockTime(0); // held as long as its process lives
    m_closed = !m_lock.tryLock(0) && m_lock.error() == QLockFile::LockFailedError;
    m_saving.setSingleShot(true);
    m_saving.setInterval(0);
    connect(&m_saving, &QTimer::timeout, this, &SavedQueue::save);
    const auto later = [this] { m_saving.start(); };
    connect(&queue, &JobQueue::workChanged, this, later);
    connect(&queue, &JobQueue::orderChanged, this, later);
}

int SavedQueue::restore(const JobKinds& kinds, const ComputeOptions& compute)
{
    std::error_code ignored;
    if (m_closed || !std::filesystem::exists(m_file, ignored)) {
        return 0;
    }
    int restored = 0;
    try {
        const Json saved = readJsonFile(m_file);
        const JsonObject json(saved, m_file.string());
        for (const Json& recipe : json.array("jobs")) {
            try {
                JobRequest request = kinds.jobOf(recipe, compute);
                m_queue.setHeldBack(true);
                m_queue.enqueue(std::move(request));
                ++restored;
            } catch (const Error& error) {
                Q_EMIT failed(tr("A waiting job was lost: %1").arg(QString::fromUtf8(error.what())));
            }
        }
    } catch (const Error& error) {
        Q_EMIT failed(tr("The waiting jobs cannot be read: %1").arg(QString::fromUtf8(error.what())));
    }
    return restored;
}

void SavedQueue::close()
{
    save();
    m_closed = true;
}

void SavedQueue::save()
{
    if (m_closed) {
        return;
    }
    QList<Entry> entries;
    for (const JobId id : m_queue.activeJobs()) {
        if (!m_queue.recipe(id).is_null()) {
            entries.append({id, m_queue.status(id).folder});
        }
    }
    if (entries == m_written) {
        return;
    }
    Json jobs = Json::array();
    for (const Entry& entry : std::as_const(entries)) {
        Json& recipe = jobs.emplace_back(m_queue.recipe(entry.id));
        if (!entry.folder.isEmpty()) {
            recipe["folder"] = entry.folder.toStdString(); // the run has begun, and is to go on there
        }
    }
    try {
        writeFileAtomically(m_file, dumpJson({{"version", 1}, {"jobs", std::move(jobs)}}, 1));
        m_written = std::move(entries);
        Q_EMIT saved();
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

} // namespace dpl::ui
