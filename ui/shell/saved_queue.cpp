#include "shell/saved_queue.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"

namespace dpl::ui {

namespace {

constexpr int fileVersion = 1;

std::filesystem::path withFolder(std::filesystem::path file)
{
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    return file;
}

JobRequest jobOf(const JobKinds& kinds, const Json& recipe, const ComputeOptions& compute)
{
    JobRequest request = kinds.jobOf(recipe, compute);
    if (const JsonObject json(recipe, "job"); json.has("after")) {
        for (const Json& folder : json.array("after")) {
            request.after.append(QString::fromStdString(folder.get<std::string>()));
        }
    }
    return request;
}

} // namespace

SavedQueue::SavedQueue(JobQueue& queue, std::filesystem::path file, QObject* parent)
    : QObject(parent), m_queue(queue), m_file(withFolder(std::move(file))), m_claim(m_file),
      m_closed(m_claim.isAnothers())
{
    m_saving.setSingleShot(true);
    m_saving.setInterval(0);
    connect(&m_saving, &QTimer::timeout, this, &SavedQueue::save);
    const auto later = [this] { m_saving.start(); };
    connect(&queue, &JobQueue::workChanged, this, later);
    connect(&queue, &JobQueue::orderChanged, this, later);
}

int SavedQueue::restore(const JobKinds& kinds, const ComputeOptions& compute)
{
    std::error_code error;
    if (m_closed || (!std::filesystem::exists(m_file, error) && !error)) {
        return 0;
    }
    int restored = 0;
    int lost = 0;
    QString problem;
    try {
        const Json saved = readJsonFile(m_file);
        const JsonObject json(saved, m_file.string());
        if (json.integer("version", fileVersion) > fileVersion) {
            throw Error(m_file.string() + " was written by a newer version of DPL Workbench");
        }
        for (const Json& recipe : json.array("jobs")) {
            try {
                JobRequest request = jobOf(kinds, recipe, compute);
                m_queue.setHeldBack(true);
                restored += m_queue.enqueue(std::move(request)) != 0 ? 1 : 0;
            } catch (const std::exception& exception) {
                problem = lost++ == 0 ? QString::fromUtf8(exception.what()) : problem;
            }
        }
        if (lost > 0) {
            keepAside(lost == 1 ? tr("A waiting job cannot be read: %1.").arg(problem)
                                : tr("%1 waiting jobs cannot be read. The first: %2.").arg(lost).arg(problem));
        }
    } catch (const std::exception& exception) {
        keepAside(tr("The waiting jobs cannot be read: %1.").arg(QString::fromUtf8(exception.what())));
    }
    return restored;
}

void SavedQueue::keepAside(const QString& problem)
{
    std::error_code error;
    std::filesystem::path aside = m_file.string() + ".bak";
    for (int number = 2; std::filesystem::exists(aside, error); ++number) {
        aside = m_file.string() + ".bak-" + std::to_string(number);
    }
    std::filesystem::copy_file(m_file, aside, error);
    m_closed = bool(error);
    const QString place = QString::fromStdString(aside.string());
    Q_EMIT failed(problem + u' '
        + (m_closed ? tr("It is left as it is, and what you queue now is not kept when the window closes.")
                    : tr("The queue as it was is kept in %1.").arg(place)));
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
            entries.append({id, m_queue.status(id).folder, m_queue.after(id)});
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
        for (const QString& folder : entry.after) {
            recipe["after"].push_back(folder.toStdString());
        }
    }
    try {
        writeFileAtomically(m_file, dumpJson({{"version", fileVersion}, {"jobs", std::move(jobs)}}, 1));
        m_written = std::move(entries);
        Q_EMIT saved();
    } catch (const std::exception& exception) {
        Q_EMIT failed(QString::fromUtf8(exception.what()));
    }
}

} // namespace dpl::ui
