#include "shell/workbench.hpp"

#include "models/job_model.hpp"
#include "pages/empty/empty_page.hpp"
#include "pages/synthetic/synthetic_page.hpp"

namespace dpl::ui {

Workbench::Workbench(const QString& settingsFile) : m_settings(settingsFile)
{
    QList<Page*> pages{new SyntheticPage(m_settings, m_jobs)};
    pages += emptyPages();
    m_window = std::make_unique<MainWindow>(m_settings, m_jobs, pages);
    m_window->setDevice(MainWindow::tr("CPU"));
    MainWindow* window = m_window.get();
    QObject::connect(window, &MainWindow::openRunRequested, window, [window](const QString& folder) { window->openRun(folder); });
    QObject::connect(window, &MainWindow::resumeRunRequested, window, [window](const QString& folder) { window->resumeRun(folder); });
    QObject::connect(&m_pastRuns, &PastRuns::found, window, [window](const QList<JobStatus>& runs) { window->jobModel().setPastRuns(runs); });
    QObject::connect(&m_settings, &Settings::changed, window, [this](const QString& key) {
        if (key == known::runsFolder().key) {
            readPastRuns();
        }
    });
    readPastRuns();
}

void Workbench::readPastRuns()
{
    m_pastRuns.read(m_settings.value(known::runsFolder()));
}

} // namespace dpl::ui
