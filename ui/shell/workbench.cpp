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

/// Beside the settings: "settings.ini" has "settings.queue.json".
std::filesystem::path queueFile(const Settings& settings)
{
    const QFileInfo file(settings.fileName());
    return file.absoluteDir().filePath(file.completeBaseName() + QStringLiteral(".queue.json")).toStdString();
}

} // namespace

Workbench::Workbench(const QString& settingsFile)
    : m_settings(settingsFile), m_savedQueue(m_jobs, queueFile(m_settings)), m_calls(queueFile(m_settings)),
      m_index(m_settings, m_jobs, {runs::listedRuns(), scoring::foundCheckpoints(), summary::sourceFiles()})
{
    const QList<Page*> pages{new SyntheticPage(m_settings, m_jobs), new TrainPage(m_settings, m_jobs),
        new RunsPage(m_settings, m_jobs, m_index), new EvaluatePage(m_settings, m_jobs, m_index),
        new InspectPage(m_settings, m_jobs, m_index), new ResultsPage(m_settings, m_jobs, m_index)};
    m_window = std::make_unique<MainWindow>(m_settings, m_jobs, pages);
    m_window->setDevice(MainWindow::tr("CPU"));
    MainWindow* window = m_window.get();
    QObject::connect(&m_savedQueue, &SavedQueue::failed, window, &MainWindow::notify);
    knowOtherWindows();
    window->tellOfRestoredJobs(m_savedQueue.restore(m_kinds, {m_settings.threadCount(), true, "cpu"}));
    followRuns();
}

Workbench::~Workbench()
{
    m_savedQueue.close();
}

void Workbench::knowOtherWindows()
{
    MainWindow* window = m_window.get();
    if (m_savedQueue.isKeptByAnother()) {
        window->tellOfOtherWindow();
        QObject::connect(window, &MainWindow::otherWindowRequested, window, [this, window] {
            if (!m_calls.call()) {
                window->notify(MainWindow::tr("The other window does not answer. It may be on another machine."));
            }
        });
    } else {
        QObject::connect(&m_calls, &WindowCalls::called, window, &MainWindow::comeToFront);
        m_calls.listen();
    }
}

void Workbench::followRuns()
{
    JobModel& jobs = m_window->jobModel();
    m_index.follow<runs::ListedRun>(&jobs, [this, &jobs] {
        auto listed = m_index.all<runs::ListedRun>();
        std::erase_if(listed, [this](const auto& run) { return !runs::liesIn(run->folder, m_index.root()); });
        runs::sortNewestFirst(listed);
        QList<JobStatus> earlier;
        for (const auto& run : listed) {
            const bool isDamaged = run->record.kind.empty(); // else an error is one of its notes
            JobStatus status =
                statusOf(runs::FoundRun{run->folder, run->record, isDamaged ? run->error : std::string()});
            status.kind = m_kinds.named(status.kind.name);
            earlier << status;
        }
        jobs.setPastRuns(earlier);
    });
    m_index.lookWhileVisible(m_window->findChild<JobsPanel*>());
    m_index.look();
}

} // namespace dpl::ui
