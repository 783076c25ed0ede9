#include "shell/workbench.hpp"

#include "jobs/past_runs.hpp"
#include "models/job_model.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/inspect/inspect_page.hpp"
#include "pages/results/results_page.hpp"
#include "pages/runs/runs_page.hpp"
#include "pages/synthetic/synthetic_page.hpp"
#include "pages/train/train_page.hpp"
#include "runs/listed_run.hpp"
#include "runs/run_folder.hpp"
#include "scoring/find_checkpoints.hpp"
#include "shell/jobs_panel.hpp"
#include "summary/evaluation_sources.hpp"

#include <QDir>
#include <QFileInfo>

namespace dpl::ui {

namespace {

constexpr int lookMilliseconds = 2000;

/// Beside the settings: "settings.ini" has "settings.queue.json".
std::filesystem::path queueFile(const Settings& settings)
{
    const QFileInfo file(settings.fileName());
    return file.absoluteDir().filePath(file.completeBaseName() + QStringLiteral(".queue.json")).toStdString();
}

/// Those in the runs folder, the newest first.
QList<JobStatus> earlierRuns(
    runs::Entries<runs::ListedRun> listed, const std::filesystem::path& root, const JobKinds& kinds)
{
    std::erase_if(listed, [&root](const auto& run) { return !runs::liesIn(run->folder, root); });
    runs::sortNewestFirst(listed);
    QList<JobStatus> earlier;
    for (const auto& run : listed) {
        JobStatus status = statusOf(*run);
        status.kind = kinds.named(status.kind.name);
        earlier << status;
    }
    return earlier;
}

} // namespace

Workbench::Workbench(const QString& settingsFile, DeviceModel::Find find)
    : m_settings(settingsFile), m_devices(std::move(find)), m_savedQueue(m_jobs, queueFile(m_settings)),
      m_calls(queueFile(m_settings)),
      m_index(m_settings, m_jobs, {runs::listedRuns(), scoring::foundCheckpoints(), summary::sourceFiles()})
{
    const QList<Page*> pages{new SyntheticPage(m_settings, m_jobs, m_devices, m_places),
        new TrainPage(m_settings, m_jobs, m_devices, m_places), new RunsPage(m_settings, m_jobs, m_index),
        new EvaluatePage(m_settings, m_jobs, m_index, m_devices, m_places),
        new InspectPage(m_settings, m_jobs, m_index, m_devices), new ResultsPage(m_settings, m_jobs, m_index)};
    m_window = std::make_unique<MainWindow>(m_settings, m_jobs, m_devices, m_places, pages);
    MainWindow* window = m_window.get();
    QObject::connect(&m_savedQueue, &SavedQueue::failed, window, &MainWindow::notify);
    knowOtherWindows();
    followPlaces(); // before jobs are given to them
    window->tellOfRestoredJobs(m_savedQueue.restore(m_kinds, m_settings.compute()));
    followRuns();
    m_devices.look();
}

Workbench::~Workbench()
{
    m_savedQueue.close();
    m_placed.end(); // before the window, which its workers may ask
}

void Workbench::knowOtherWindows()
{
    MainWindow* window = m_window.get();
    QObject::connect(window, &MainWindow::otherWindowRequested, window, [this, window] {
        if (!m_calls.call()) {
            window->notify(MainWindow::tr("The other window does not answer. It may be on another machine."));
        }
    });
    QObject::connect(&m_calls, &WindowCalls::called, window, &MainWindow::comeToFront);
    if (m_savedQueue.isKeptByAnother()) {
        window->tellOfOtherWindow();
    } else {
        m_calls.listen();
    }
    QObject::connect(&m_looking, &QTimer::timeout, window, [this] { lookForOtherWindows(); });
    m_looking.start(lookMilliseconds);
}

void Workbench::lookForOtherWindows()
{
    const bool wasSecond = m_savedQueue.isKeptByAnother();
    const int jobs = m_savedQueue.takeOver(m_kinds, m_settings.compute()).value_or(0);
    const bool becameFirst = wasSecond && !m_savedQueue.isKeptByAnother();
    if (becameFirst) {
        m_calls.listen();
    }
    if (becameFirst || jobs > 0) {
        m_window->tellThatOtherWindowClosed(jobs);
    }
}

/// Jobs elsewhere: where they are looked for, and how often while the window is seen.
void Workbench::followPlaces()
{
    MainWindow* window = m_window.get();
    const auto take = [this] {
        m_placed.setRunsFolder(m_settings.value(known::runsFolder()));
        m_placed.setThreads(m_settings.value(known::threads()));
    };
    QObject::connect(&m_settings, &Settings::changed, window, [this, take](const QString& key) {
        take();
        if (key == known::runsFolder().key) {
            m_placed.find();
        }
    });
    m_placed.setAccess(window->placeAccess());
    QObject::connect(window, &MainWindow::connectRequested, &m_placed, &PlacedJobs::connectFor);
    QObject::connect(&m_placed, &PlacedJobs::failed, window, &MainWindow::notify);
    QObject::connect(window, &MainWindow::seenChanged, window, [this](bool isSeen) { m_placed.setWatched(isSeen); });
    take();
    m_placed.find();
}

void Workbench::followRuns()
{
    JobModel& jobs = m_window->jobModel();
    m_index.follow<runs::ListedRun>(&jobs, [this, &jobs] {
        m_listing.start(
            &jobs,
            [listed = m_index.all<runs::ListedRun>(), root = m_index.root(), kinds = m_kinds] {
                return earlierRuns(listed, root, kinds);
            },
            [&jobs](const QList<JobStatus>& earlier) { jobs.setPastRuns(earlier); },
            [this](const QString& message) { m_window->notify(message); });
    });
    m_index.setMirrors(places::mirrorsFolder());
    m_index.lookWhileVisible(m_window->findChild<JobsPanel*>());
    m_index.look();
}

} // namespace dpl::ui
