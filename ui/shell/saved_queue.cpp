#include "shell/saved_queue.hpp"

#include "base/background.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"

namespace dpl::ui {

namespace {

constexpr int fileVersion = 2; ///< 1 had neither paused and failed jobs nor their progress
constexpr int mostFiles = 64; ///< windows at once; whoever comes later keeps no file

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
    if (const JsonObject json(recipe, "job"); json.has("place")) {
        request.place = PlaceRequest::fromJson(json.value("place"), json.at("place"));
    }
    return request;
}

JobRemnant remnantOf(const Json& recipe)
{
    JobRemnant remnant;
    const JsonObject json(recipe, "job");
    remnant.isPaused = json.boolean("paused", false);
    if (json.has("progress")) {
        const JsonObject progress(json.value("progress"), json.at("progress"));
        remnant.progress = {progress.string("phase"), progress.integer("step"), progress.integer("total")};
    }
    if (json.has("failed")) {
        const JsonObject failed(json.value("failed"), json.at("failed"));
        remnant.failure = QString::fromStdString(failed.string("message"));
        remnant.ended = QString::fromStdString(failed.string("ended", ""));
    }
    return remnant;
}

/// What a recipe does not say of its job: what jobOf and remnantOf read.
Json leftOf(const JobQueue& queue, JobId id)
{
    const JobStatus& job = queue.status(id);
    Json state = Json::object();
    if (!job.folder.isEmpty())
        state["folder"] = job.folder.toStdString(); // the run has begun, and is to go on there
    if (const auto& place = queue.place(id))
        state["place"] = place->toJson();
    for (const QString& folder : queue.after(id))
        state["after"].push_back(folder.toStdString());
    if (queue.isPausedByUser(id))
        state["paused"] = true;
    if (job.isWaiting() && jobShare(job)) {
        state["progress"] = {{"phase", job.progress.phase}, {"step", job.progress.step}, {"total", job.progress.total}};
    }
    if (job.state == JobState::failed)
        state["failed"] = {{"message", job.message.toStdString()}, {"ended", job.ended.toStdString()}};
    return state;
}

} // namespace

SavedQueue::SavedQueue(JobQueue& queue, std::filesystem::path file, QObject* parent)
    : QObject(parent), m_queue(queue), m_first(withFolder(std::move(file)))
{
    claimFile();
    m_writing.setMaxThreadCount(1);
    m_saving.setSingleShot(true);
    m_saving.setInterval(0);
    connect(&m_saving, &QTimer::timeout, this, &SavedQueue::save);
    const auto later = [this] { m_saving.start(); };
    connect(&queue, &JobQueue::workChanged, this, later);
    connect(&queue, &JobQueue::orderChanged, this, later);
}

SavedQueue::~SavedQueue()
{
    m_writing.waitForDone(); // before another window may have the file
}

std::filesystem::path SavedQueue::fileOf(int number) const
{
    return number == 1 ? m_first : std::filesystem::path(m_first.string() + "." + std::to_string(number));
}

/// The first file that no other window has.
void SavedQueue::claimFile()
{
    for (m_number = 1; m_number <= mostFiles; ++m_number) {
        m_claim = std::make_unique<QueueClaim>(fileOf(m_number));
        if (!m_claim->isAnothers()) {
            return;
        }
    }
    m_closed = true;
}

int SavedQueue::restore(const JobKinds& kinds, const ComputeOptions& compute)
{
    const int own = takeOwn(kinds, compute);
    return own + takeOver(kinds, compute).value_or(0);
}

/// What the own file holds.
int SavedQueue::takeOwn(const JobKinds& kinds, const ComputeOptions& compute)
{
    if (m_closed) {
        return 0;
    }
    const Restored restored = readFrom(fileOf(m_number), kinds, compute);
    m_closed = !restored.isWhole;
    return restored.jobs;
}

std::optional<int> SavedQueue::takeOver(const JobKinds& kinds, const ComputeOptions& compute)
{
    if (m_closed) {
        return std::nullopt;
    }
    std::optional<int> jobs;
    if (m_number > 1) {
        auto claim = std::make_unique<QueueClaim>(m_first);
        if (claim->isAnothers()) {
            return std::nullopt; // who sees to files that are left
        }
        const std::filesystem::path own = fileOf(m_number);
        const std::unique_ptr<QueueClaim> before = std::exchange(m_claim, std::move(claim));
        m_number = 1;
        m_written.reset();
        jobs = takeOwn(kinds, compute);
        saveNow();
        std::error_code ignored;
        if (!m_closed) {
            std::filesystem::remove(own, ignored);
        }
    }
    for (int number = 2; number <= mostFiles && !m_closed; ++number) {
        const std::filesystem::path file = fileOf(number);
        std::error_code ignored;
        if (m_leftAlone.contains(file) || !std::filesystem::exists(file, ignored)) {
            continue;
        }
        const QueueClaim claim(file);
        if (claim.isAnothers()) {
            continue;
        }
        const Restored restored = readFrom(file, kinds, compute);
        jobs = jobs.value_or(0) + restored.jobs;
        saveNow();
        if (restored.isWhole && m_written) {
            std::filesystem::remove(file, ignored);
        } else {
            m_leftAlone.insert(file);
        }
    }
    return jobs;
}

SavedQueue::Restored SavedQueue::readFrom(
    const std::filesystem::path& file, const JobKinds& kinds, const ComputeOptions& compute)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error) {
        return {};
    }
    Restored restored;
    int lost = 0;
    QString problem;
    try {
        const Json saved = readJsonFile(file);
        const JsonObject json(saved, file.string());
        if (json.integer("version", fileVersion) > fileVersion) {
            throw Error(file.string() + " was written by a newer version of DPL Workbench");
        }
        for (const Json& recipe : json.array("jobs")) {
            try {
                JobRequest request = jobOf(kinds, recipe, compute);
                const JobRemnant remnant = remnantOf(recipe);
                if (remnant.failure || (request.place && request.place->isGiven())) {
                    m_queue.enqueue(std::move(request), remnant); // which is not this window's to begin
                } else if (m_queue.activeLike(request) == 0) { // another window may have queued it, too
                    m_queue.setHeldBack(true);
                    m_queue.enqueue(std::move(request), remnant);
                    ++restored.jobs;
                }
            } catch (const std::exception& exception) {
                problem = lost++ == 0 ? QString::fromUtf8(exception.what()) : problem;
            }
        }
        if (lost > 0) {
            restored.isWhole = keepAside(file,
                lost == 1 ? tr("A waiting job cannot be read: %1.").arg(problem)
                          : tr("%1 waiting jobs cannot be read. The first: %2.").arg(lost).arg(problem));
        }
    } catch (const std::exception& exception) {
        restored.isWhole =
            keepAside(file, tr("The waiting jobs cannot be read: %1.").arg(QString::fromUtf8(exception.what())));
    }
    return restored;
}

/// False if that cannot be done either.
bool SavedQueue::keepAside(const std::filesystem::path& file, const QString& problem)
{
    std::error_code error;
    std::filesystem::path aside = file.string() + ".bak";
    for (int number = 2; std::filesystem::exists(aside, error); ++number) {
        aside = file.string() + ".bak-" + std::to_string(number);
    }
    std::filesystem::copy_file(file, aside, error);
    const QString place = QString::fromStdString(aside.string());
    Q_EMIT failed(problem + u' '
        + (!error                          ? tr("The queue as it was is kept in %1.").arg(place)
                : file != fileOf(m_number) ? tr("It is left as it is.")
                                           : tr("It is left as it is, and what you queue now is not kept when the "
                                                "window closes.")));
    return !error;
}

void SavedQueue::close()
{
    saveNow();
    if (m_number > 1 && !m_closed && entries().isEmpty()) {
        std::error_code ignored;
        std::filesystem::remove(fileOf(m_number), ignored); // there is nothing in it to be taken over
    }
    m_closed = true;
}

QList<SavedQueue::Entry> SavedQueue::entries() const
{
    QList<JobId> ids = m_queue.activeJobs();
    for (const JobId id : m_queue.failedJobs()) {
        const JobStatus& job = m_queue.status(id);
        if (job.kind.product != JobProduct::run || !job.folderExists)
            ids.append(id);
    }
    QList<Entry> entries;
    for (const JobId id : std::as_const(ids)) {
        if (!m_queue.recipe(id).is_null())
            entries.append({id, leftOf(m_queue, id)});
    }
    return entries;
}

/// Of the file with the entries of m_written, a job a line.
std::string SavedQueue::text()
{
    QHash<JobId, Line> lines;
    std::string text = R"({"version": )" + std::to_string(fileVersion) + R"(, "jobs": [)";
    for (const Entry& entry : std::as_const(*m_written)) {
        Line line = m_lines.take(entry.id);
        if (line.text.empty() || line.entry != entry) {
            Json recipe = m_queue.recipe(entry.id);
            recipe.update(entry.state);
            line = {entry, dumpJson(recipe)};
        }
        text += (lines.isEmpty() ? "\n" : ",\n") + line.text;
        lines.insert(entry.id, std::move(line));
    }
    m_lines = std::move(lines);
    return text + "\n]}\n";
}

void SavedQueue::save()
{
    QList<Entry> entries = this->entries();
    if (m_closed || entries == m_written) {
        return;
    }
    m_written = std::move(entries);
    m_writing.clear(); // of an earlier state
    inBackground(
        this,
        [file = fileOf(m_number), content = text()] {
            writeFileAtomically(file, content);
            return true;
        },
        [this](bool) { Q_EMIT saved(); },
        [this](const QString& message) {
            m_written.reset(); // so that the next change is written, whatever it is
            Q_EMIT failed(message);
        },
        m_writing);
}

/// Without a worker: what follows counts on it.
void SavedQueue::saveNow()
{
    m_saving.stop();
    m_writing.clear();
    m_writing.waitForDone();
    if (m_closed) {
        return;
    }
    m_written = entries();
    try {
        writeFileAtomically(fileOf(m_number), text());
        Q_EMIT saved();
    } catch (const std::exception& exception) {
        m_written.reset();
        Q_EMIT failed(QString::fromUtf8(exception.what()));
    }
}

} // namespace dpl::ui
