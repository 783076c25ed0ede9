#include "shell/workbench.hpp"

#include "models/job_model.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/inspect/inspect_page.hpp"
#include "pages/results/results_page.hpp"
#include "pages/runs/runs_page.hpp"
#include "pages/synthetic/synthetic_page.hpp"
#include "pages/train/train_page.hpp"

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
    : m_settings(settingsFile), m_savedQueue(m_jobs, queueFile(m_settings))
{
    const QList<Page*> pages{new SyntheticPage(m_settings, m_jobs), new TrainPage(m_settings, m_jobs),
        new RunsPage(m_settings, m_jobs), new EvaluatePage(m_settings, m_jobs), new InspectPage(m_settings, m_jobs),
        new ResultsPage(m_settings, m_jobs)};
    m_window = std::make_unique<MainWindow>(m_settings, m_jobs, pages);
    m_window->setDevice(MainWindow::tr("CPU"));
    MainWindow* window = m_window.get();
    QObject::connect(&m_pastRuns, &PastRuns::found, window,
        [window](const QList<JobStatus>& runs) { window->jobModel().setPastRuns(runs); });
    QObject::connect(&m_settings, &Settings::changed, window, [this](const QString& key) {
        if (key == known::runsFolder().key) {
            readPastRuns();
        }
    });
    QObject::connect(&m_savedQueue, &SavedQueue::failed, window, &MainWindow::notify);
    window->tellOfRestoredJobs(m_savedQueue.restore({m_settings.threadCount(), true, "cpu"}));
    readPastRuns();
}

Workbench::~Workbench()
{
    m_savedQueue.close();
}

void Workbench::readPastRuns()
{
    m_pastRuns.read(m_settings.value(known::runsFolder()));
}

} // namespace dpl::ui
