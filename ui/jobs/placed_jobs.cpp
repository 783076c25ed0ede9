#include "jobs/placed_jobs.hpp"

#include "base/background.hpp"
#include "base/error.hpp"
#include "base/stopped.hpp"
#include "places/look_schedule.hpp"
#include "recipes/recipes.hpp"

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int mostQuestions = 8; // at once; a place that does not answer holds one for half a minute
constexpr int findSeconds = 30;
constexpr int soon = 500; // ms

/// Jobs with one key are asked for together.
QString keyOf(const places::Place& place)
{
    return QString::fromStdString(toString(place.kind) + " " + place.host);
}

/// The place.json of what would be given: a window may have ended between giving a job and noting that it did.
std::optional<places::PlacedJob> givenBefore(
    const places::JobToPlace& asked, places::Shells& shells, const std::stop_token& stop)
{
    const std::filesystem::path folder = asked.folder.empty() ? recipes::folderOf(asked.recipe) : asked.folder;
    std::error_code ignored;
    if (folder.empty() || !std::filesystem::exists(folder / runs::placedName, ignored)) {
        return std::nullopt;
    }
    places::PlacedJob job = places::readPlacedJob(folder);
    places::look({&job, 1}, shells, stop);
    return isActive(job.state.stage) && job.recipe == asked.recipe ? std::optional(job) : std::nullopt;
}

} // namespace

struct PlacedJobs::Looked {
    JobId id = 0;
    PlacedReport report;
    bool isReached = true;
};

PlacedJobs::PlacedJobs(JobQueue& queue, JobKinds kinds, QObject* parent)
    : QObject(parent), m_queue(queue), m_kinds(std::move(kinds))
{
    m_pool.setMaxThreadCount(mostQuestions);
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PlacedJobs::lookAtDue);
    m_finding.setInterval(findSeconds * 1000);
    connect(&m_finding, &QTimer::timeout, this, &PlacedJobs::find);
    queue.setGiver([this](const Json& recipe, const PlaceRequest& place) { return giving(recipe, place); });
    connect(&queue, &JobQueue::workChanged, this, &PlacedJobs::follow);
    connect(&queue, &JobQueue::stopElsewhereRequested, this, &PlacedJobs::stop);
}

PlacedJobs::~PlacedJobs()
{
    end();
}

void PlacedJobs::end()
{
    m_queue.setGiver({});
    m_stop.request_stop();
    m_pool.waitForDone();
}

JobQueue::Work PlacedJobs::giving(const Json& recipe, const PlaceRequest& place) const
{
    places::JobToPlace asked;
    asked.recipe = recipe;
    asked.root = m_root;
    asked.slurm = place.slurm;
    asked.script = place.script;
    if (place.place.kind == places::PlaceKind::apart && m_threads != 0 && !recipe.contains("threads")) {
        asked.recipe["threads"] = m_threads;
    }
    if (!place.device.empty()) {
        asked.recipe["device"] = place.device;
    }
    const auto give = [asked, at = place.place, again = place.again.toStdString(), shells = m_access.shells](
                          const std::stop_token& stop) {
        if (!again.empty()) {
            return places::startAgain(places::readPlacedJob(again), *shells, stop);
        }
        const auto before = givenBefore(asked, *shells, stop);
        return before ? *before : places::start(at, asked, *shells, stop);
    };
    return [give, at = place.place, access = m_access](JobEvents& events, std::stop_token stop) {
        const std::string name = placeName(at).toStdString();
        const auto giveAsking = [&] {
            try {
                return give(stop);
            } catch (const places::NeedsUser&) {
                if (!access.connect) {
                    throw;
                }
            }
            events.progressed({"Connecting to " + name, 0, 0});
            access.connect(at, *access.shells, stop);
            events.progressed({"Giving it to " + name, 0, 0});
            return give(stop);
        };
        try {
            events.progressed({"Giving it to " + name, 0, 0});
            places::PlacedJob job = giveAsking();
            const QString folder = QString::fromStdString(job.folder.string());
            events.givenIn(folder);
            if (!recipes::folderOf(job.recipe).empty()) {
                events.folderChosen(folder);
            }
            if (stop.stop_requested()) {
                places::stop(job, places::StopHow::save, *access.shells);
            }
            return Completion::elsewhere;
        } catch (const Stopped&) {
            return Completion::stopped;
        }
    };
}

void PlacedJobs::connectFor(JobId id)
{
    const auto& place = m_queue.place(id);
    if (!place || !m_access.connect) {
        return;
    }
    inBackground(
        this,
        [at = place->place, access = m_access, stop = m_stop.get_token()] {
            try {
                access.connect(at, *access.shells, stop);
            } catch (const Stopped&) {
                // the user said no: the job's row goes on to say what is needed
            }
            return true;
        },
        [this, key = keyOf(place->place)](bool) { lookSoon(key); },
        [this](const QString& message) { Q_EMIT failed(message); }, m_pool);
}

void PlacedJobs::setWatched(bool watched)
{
    if (std::exchange(m_watched, watched) == watched) {
        return;
    }
    if (watched) {
        find();
        m_finding.start();
        for (Group& group : m_groups) {
            group.due = m_clock.elapsed();
        }
    } else {
        m_finding.stop();
    }
    follow();
}

void PlacedJobs::setPaused(bool paused)
{
    m_paused = paused;
    follow();
}

/// Sets the clock for the next question.
void PlacedJobs::follow()
{
    std::optional<qint64> next;
    QSet<QString> keys;
    for (const JobId id : m_queue.jobsElsewhere()) {
        const QString key = keyOf(m_queue.place(id)->place);
        keys.insert(key);
        Group& group = m_groups[key];
        if (!group.isLooking) {
            next = std::min(next.value_or(group.due), group.due);
        }
    }
    m_groups.removeIf([&keys](const auto& group) { return !keys.contains(group.key()) && !group.value().isLooking; });
    if (next && !m_paused) {
        m_timer.start(int(std::max<qint64>(0, *next - m_clock.elapsed())));
    } else {
        m_timer.stop();
    }
}

void PlacedJobs::lookAtDue()
{
    QHash<QString, QList<JobId>> due;
    for (const JobId id : m_queue.jobsElsewhere()) {
        const QString key = keyOf(m_queue.place(id)->place);
        const Group& group = m_groups[key];
        if (!group.isLooking && group.due <= m_clock.elapsed()) {
            due[key].append(id);
        }
    }
    for (auto asked = due.cbegin(); asked != due.cend(); ++asked) {
        look(asked.key(), asked.value());
    }
    follow();
}

void PlacedJobs::look(const QString& key, const QList<JobId>& jobs)
{
    m_groups[key].isLooking = true;
    std::vector<std::pair<JobId, std::filesystem::path>> folders;
    for (const JobId id : jobs) {
        folders.emplace_back(id, m_queue.place(id)->folder.toStdString());
    }
    const auto ended = [this, key](const std::vector<Looked>& looked) {
        m_groups[key].isLooking = false;
        take(key, looked);
    };
    inBackground(
        this,
        [folders, shells = m_access.shells, stop = m_stop.get_token()] {
            std::vector<Looked> looked;
            std::vector<places::PlacedJob> placed;
            std::vector<JobId> ids;
            for (const auto& [id, folder] : folders) {
                try {
                    placed.push_back(places::readPlacedJob(folder));
                    ids.push_back(id);
                } catch (const Error& error) {
                    Looked lost{id, {}, true};
                    lost.report.state = JobState::failed;
                    lost.report.message = QString::fromUtf8(error.what());
                    looked.push_back(std::move(lost));
                }
            }
            try {
                places::look(placed, *shells, stop);
            } catch (const Stopped&) {
                return std::vector<Looked>();
            }
            for (std::size_t i = 0; i < placed.size(); ++i) {
                looked.push_back({ids[i], reportOf(placed[i]), placed[i].state.reach == places::PlacedReach::reached});
            }
            return looked;
        },
        ended,
        [this, ended](const QString& message) {
            ended({});
            Q_EMIT failed(message);
        },
        m_pool);
}

void PlacedJobs::take(const QString& key, const std::vector<Looked>& looked)
{
    const bool isReached =
        std::all_of(looked.begin(), looked.end(), [](const Looked& one) { return one.isReached; }) && !looked.empty();
    for (const Looked& one : looked) {
        PlacedReport report = one.report;
        if (report.state == JobState::running && one.isReached) {
            auto& remaining = m_remaining[one.id];
            if (!remaining) {
                remaining = std::make_shared<RemainingTime>();
            }
            remaining->update(report.progress, double(m_clock.elapsed()) / 1000.0);
            report.secondsLeft = remaining->secondsLeft();
        } else {
            m_remaining.remove(one.id);
        }
        m_queue.takeReport(one.id, report);
    }
    Group& group = m_groups[key];
    group.failures = isReached ? 0 : group.failures + 1;
    places::PlaceKind kind = places::PlaceKind::apart;
    for (const JobId id : m_queue.jobsElsewhere()) {
        if (keyOf(m_queue.place(id)->place) == key) {
            kind = m_queue.place(id)->place.kind;
        }
    }
    group.due =
        m_clock.elapsed() + std::chrono::milliseconds(places::lookAgainAfter(kind, m_watched, group.failures)).count();
    follow();
}

void PlacedJobs::lookSoon(const QString& key)
{
    m_groups[key].due = m_clock.elapsed() + soon;
    follow();
}

void PlacedJobs::stop(JobId id, bool now)
{
    const auto& place = m_queue.place(id);
    const auto how = now ? places::StopHow::now : places::StopHow::save;
    inBackground(
        this,
        [folder = place->folder.toStdString(), how, shells = m_access.shells, token = m_stop.get_token()] {
            try {
                places::PlacedJob job = places::readPlacedJob(folder);
                places::stop(job, how, *shells, token);
            } catch (const Stopped&) {
                // the window closes: it was asked, or nobody will know
            }
            return true;
        },
        [this, key = keyOf(place->place)](bool) { lookSoon(key); },
        [this, id](const QString& message) { m_queue.stopFailed(id, message); }, m_pool);
}

void PlacedJobs::find()
{
    if (std::exchange(m_isFinding, true)) {
        return;
    }
    inBackground(
        this,
        [root = m_root, stop = m_stop.get_token()] {
            try {
                std::vector<places::PlacedJob> jobs = places::list({root, places::mirrorsFolder()}, stop).jobs;
                std::erase_if(jobs, [](const places::PlacedJob& job) { return !isActive(job.state.stage); });
                std::reverse(jobs.begin(), jobs.end()); // the oldest was queued first
                return jobs;
            } catch (const Stopped&) {
                return std::vector<places::PlacedJob>();
            }
        },
        [this](const std::vector<places::PlacedJob>& jobs) {
            m_isFinding = false;
            QSet<QString> known;
            for (const JobId id : m_queue.jobsElsewhere()) {
                known.insert(m_queue.place(id)->folder);
            }
            int added = 0;
            for (const places::PlacedJob& job : jobs) {
                if (known.contains(QString::fromStdString(job.folder.string()))) {
                    continue;
                }
                JobRequest request = requestOf(job, m_kinds);
                request.place->folder = QString::fromStdString(job.folder.string());
                added += m_queue.enqueue(std::move(request)) != 0 ? 1 : 0;
            }
            if (added > 0) {
                Q_EMIT found(added);
            }
        },
        [this](const QString& message) {
            m_isFinding = false;
            Q_EMIT failed(message);
        },
        m_pool);
}

JobRequest requestOf(const places::PlacedJob& job, const JobKinds& kinds)
{
    JobRequest request;
    try {
        request = kinds.jobOf(job.recipe, {});
    } catch (const std::exception&) {
        const QString kind = QString::fromStdString(JsonObject(job.recipe, "job").string("kind", ""));
        request.kind = JobKind{kind};
        request.title = QString::fromStdString(job.folder.filename().string());
    }
    request.recipe = job.recipe;
    if (request.folder.isEmpty() || request.kind.product != JobProduct::file) {
        request.folder = QString::fromStdString(job.folder.string());
    }
    request.place = PlaceRequest{job.place};
    request.place->again = QString::fromStdString(job.folder.string());
    return request;
}

} // namespace dpl::ui
