#include "shell/main_window.hpp"

#include "backbones/backbone_dialog.hpp"
#include "base/icon.hpp"
#include "jobs/job_queue.hpp"
#include "models/job_model.hpp"
#include "pages/page.hpp"
#include "runs/run_record.hpp"
#include "settings/settings.hpp"
#include "shell/appearance.hpp"
#include "shell/command_palette.hpp"
#include "shell/device_use.hpp"
#include "shell/job_failures.hpp"
#include "shell/jobs_panel.hpp"
#include "shell/jobs_place.hpp"
#include "shell/page_requests.hpp"
#include "shell/settings_dialog.hpp"
#include "shell/sidebar.hpp"
#include "shell/status_line.hpp"
#include "shell/window_actions.hpp"
#include "shell/window_asker.hpp"
#include "shell/window_closing.hpp"
#include "widgets/fitting_scroll.hpp"
#include "widgets/notice_row.hpp"

#include <QAction>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QKeyEvent>
#include <QListView>
#include <QScreen>
#include <QStackedWidget>
#include <QStyle>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

/// With so much room for it on the screen. Where not even the least has room, the user moves it about anyway.
QSize firstSize(const QSize& least, const QSize& room)
{
    const QSize usual(1280, 800);
    const QSize fitting = usual.boundedTo(room);
    return fitting == fitting.expandedTo(least) ? fitting : usual;
}

} // namespace

MainWindow::MainWindow(Settings& settings, JobQueue& queue, DeviceModel& devices, WhereModel& places,
    const QList<Page*>& pages, QWidget* parent)
    : QMainWindow(parent), m_settings(settings), m_queue(queue), m_devices(devices), m_places(places),
      m_appearance(new Appearance(settings, this)), m_jobModel(new JobModel(queue, this)), m_pages(pages),
      m_requests(new PageRequests(settings, queue, pages, this)), m_closing(new WindowClosing(queue, *this)),
      m_failures(std::make_unique<JobFailures>(queue))
{
    m_asker = std::make_unique<WindowAsker>(*this);
    m_access.connect = [asker = m_asker.get()](const places::Place& place, places::Shells& shells,
                           const std::stop_token& stop) { asker->connectTo(place, shells, stop); };
    setWindowTitle(tr("DPL Workbench"));
    setWindowIcon(applicationIcon());
    setMinimumSize(960, 600);
    resize(firstSize(minimumSize(),
        screen()->availableGeometry().size() - QSize(0, style()->pixelMetric(QStyle::PM_TitleBarHeight))));

    auto* central = new QWidget(this);
    m_sidebar = new Sidebar(central);
    m_jobsPanel = new JobsPanel(*m_jobModel);
    m_jobsPlace = new JobsPlace(makeContent(), m_jobsPanel, settings, central);
    m_statusLine = new StatusLine(central);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_sidebar);
    row->addWidget(m_jobsPlace, 1);
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row, 1);
    column->addWidget(m_statusLine);
    setCentralWidget(central);
    addPages();
    connectRequests();
    connectJobs();

    connect(m_sidebar, &Sidebar::settingsChosen, this, &MainWindow::showSettings);
    connect(m_closing, &WindowClosing::noticed, m_statusLine, &StatusLine::setNotice);
    connect(m_statusLine, &StatusLine::noticeButtonClicked, m_closing, &WindowClosing::keepOpen);
    connect(&settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::threads().key || key == known::device().key)
            updateDevice();
        if (key == known::runsFolder().key)
            m_jobModel->setRunsFolder(m_settings.value(known::runsFolder()));
    });
    connect(new DeviceUse(queue, devices, this), &DeviceUse::changed, m_statusLine, &StatusLine::setDeviceMemory);
    connect(&settings, &Settings::saveFailed, this, &MainWindow::notify);
    connect(&settings, &Settings::readFailed, this, &MainWindow::notify);
    connect(m_appearance, &Appearance::themeChanged, this, &MainWindow::themeChanged);

    m_actions = new WindowActions(*this, settings, queue, pages);
    restoreState();
    updateDevice();
    updateJobs();
}

MainWindow::~MainWindow() = default;

/// The pages, below what is to be said above them.
QWidget* MainWindow::makeContent()
{
    auto* content = new QWidget;
    m_stack = new QStackedWidget;
    m_otherWindow = new NoticeRow(Tone::warning);
    m_failure = new NoticeRow(Tone::bad);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (NoticeRow* row : {m_otherWindow, m_failure}) {
        row->setContentsMargins(20, 12, 20, 0);
        column->addWidget(row);
    }
    column->addWidget(m_stack, 1);

    const auto addButton = [this](NoticeRow* row, const QString& text, const QString& toolTip, auto slot) {
        auto* action = new QAction(text, this);
        action->setToolTip(toolTip);
        connect(action, &QAction::triggered, this, slot);
        row->addButton(action);
    };
    addButton(m_otherWindow, tr("Show that window"), tr("Bring that window to the front"),
        [this] { Q_EMIT otherWindowRequested(); });
    addButton(
        m_failure, tr("Show in Jobs"), tr("Show what failed, and why (Ctrl+J)"), [this] { setJobsPanelVisible(true); });
    addButton(m_failure, tr("Close"), tr("Dismiss this notice"), [this] {
        m_failures->dismiss(currentPage());
        showFailures();
    });
    return content;
}

void MainWindow::addPages()
{
    for (int i = 0; i < int(m_pages.size()); ++i) {
        Page* page = m_pages.at(i);
        page->setAccessibleName(page->title());
        m_stack->addWidget(new FittingScroll(page));
        m_sidebar->addPage(page->title(), page->iconName(), QStringLiteral("Ctrl+%1").arg(i + 1));
    }
    connect(m_sidebar, &Sidebar::pageChosen, this, qOverload<int>(&MainWindow::showPage));
}

void MainWindow::connectRequests()
{
    for (Page* page : std::as_const(m_pages)) {
        connect(page, &Page::pageRequested, this, qOverload<const QString&>(&MainWindow::showPage));
        connect(page, &Page::placesRequested, this, &MainWindow::showPlaces);
        connect(page, &Page::openRequested, this, &MainWindow::openPath);
        connect(page, &Page::resumeRequested, this, &MainWindow::resumeRun);
        connect(page, &Page::duplicateRequested, this, &MainWindow::duplicateRun);
        connect(page, &Page::furtherTrainingRequested, this, &MainWindow::trainFurther);
        connect(page, &Page::evaluationRequested, this, &MainWindow::evaluateModels);
        connect(page, &Page::rowsRequested, m_requests, &PageRequests::showRows);
    }
    connect(m_requests, &PageRequests::asked, this, [this] { notify({}); });
    connect(m_requests, &PageRequests::refused, m_statusLine, &StatusLine::setPassingNotice);
    connect(m_requests, &PageRequests::taken, this, [this](Page* page) { showPage(int(m_pages.indexOf(page))); });
}

void MainWindow::connectJobs()
{
    connect(m_sidebar, &Sidebar::jobsToggled, this, &MainWindow::setJobsPanelVisible);
    connect(m_statusLine, &StatusLine::failuresClicked, this, [this] { setJobsPanelVisible(true); });
    connect(m_jobsPlace, &JobsPlace::left, this, [this] { setJobsPanelVisible(false); });
    connect(m_jobsPanel, &JobsPanel::closeRequested, this, [this] { setJobsPanelVisible(false); });
    connect(m_jobsPanel, &JobsPanel::openRequested, this, [this](const JobStatus& job) {
        if (m_requests->openJob(job) && m_jobsPlace->coversPages())
            setJobsPanelVisible(false); // it lies over what was opened
    });
    connect(m_jobsPanel, &JobsPanel::resumeRequested, this, &MainWindow::resumeJob);
    connect(m_jobsPanel, &JobsPanel::duplicateRequested, this, &MainWindow::duplicateJob);
    connect(m_jobsPanel, &JobsPanel::revealRequested, this,
        [](const QString& folder) { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    connect(m_jobsPanel, &JobsPanel::stopRequested, &m_queue, &JobQueue::stop);
    connect(m_jobsPanel, &JobsPanel::stopNowRequested, &m_queue, &JobQueue::stopNow);
    connect(m_jobsPanel, &JobsPanel::connectRequested, this, &MainWindow::connectRequested);
    connect(m_jobsPanel, &JobsPanel::pauseRequested, &m_queue, &JobQueue::pause);
    connect(m_jobsPanel, &JobsPanel::unpauseRequested, &m_queue, &JobQueue::unpause);
    connect(m_jobsPanel, &JobsPanel::moveRequested, &m_queue, &JobQueue::moveBefore);
    connect(m_jobsPanel, &JobsPanel::holdBackRequested, &m_queue, &JobQueue::setHeldBack);
    connect(&m_queue, &JobQueue::heldBackChanged, this, [this](bool heldBack) {
        m_jobsPanel->setHeldBack(heldBack);
        updateJobs();
    });
    connect(&m_queue, &JobQueue::statusChanged, this, &MainWindow::jobChanged);
    connect(m_jobModel, &JobModel::removed, &m_queue, &JobQueue::forget);
    m_jobModel->setRunsFolder(m_settings.value(known::runsFolder()));
    m_jobModel->setCleared(m_settings.value(known::jobsCleared()));
    connect(m_jobsPanel, &JobsPanel::clearRequested, this, [this] {
        m_settings.setValue(known::jobsCleared(), QString::fromStdString(runs::utcNow()));
        m_jobModel->setCleared(m_settings.value(known::jobsCleared()));
    });
}

const Theme& MainWindow::theme() const
{
    return m_appearance->theme();
}

Page* MainWindow::currentPage() const
{
    return m_pages.value(m_stack->currentIndex());
}

void MainWindow::showPage(int index)
{
    if (index < 0 || index >= m_pages.size())
        return;
    m_stack->setCurrentIndex(index);
    m_sidebar->setCurrentPage(index);
    m_settings.setValue(known::lastPage(), m_pages.at(index)->id());
    showFailures();
}

void MainWindow::showPage(const QString& id)
{
    const auto found =
        std::find_if(m_pages.cbegin(), m_pages.cend(), [&id](const Page* page) { return page->id() == id; });
    if (found != m_pages.cend())
        showPage(int(found - m_pages.cbegin()));
}

bool MainWindow::openPath(const QString& path)
{
    return m_requests->openPath(path);
}

bool MainWindow::resumeRun(const QString& folder)
{
    return m_requests->resumeRun(folder);
}

bool MainWindow::duplicateRun(const QString& folder)
{
    return m_requests->duplicateRun(folder);
}

bool MainWindow::trainFurther(const QString& folder)
{
    return m_requests->trainFurther(folder);
}

bool MainWindow::evaluateModels(const QStringList& folders)
{
    return m_requests->evaluateModels(folders);
}

bool MainWindow::resumeJob(const JobStatus& job)
{
    return m_requests->resumeJob(job);
}

bool MainWindow::duplicateJob(const JobStatus& job)
{
    return m_requests->duplicateJob(job);
}

void MainWindow::updateDevice()
{
    const QString chosen = m_settings.value(known::device());
    const QString device = chosen == QStringLiteral("cpu") ? tr("CPU") : chosen;
    const int threads = m_settings.threadCount();
    m_statusLine->setDevice(
        threads == 1 ? tr("%1 · 1 thread").arg(device) : tr("%1 · %2 threads").arg(device).arg(threads));
}

void MainWindow::notify(const QString& message)
{
    m_statusLine->setNotice(message);
}

void MainWindow::setJobsPanelVisible(bool visible)
{
    if (!visible && m_jobsPanel->isAncestorOf(focusWidget()) && currentPage())
        currentPage()->setFocus();
    m_jobsPlace->setOpen(visible);
    if (visible && !m_jobsPanel->list()->currentIndex().isValid())
        m_jobsPanel->list()->setCurrentIndex(m_jobsPanel->list()->model()->index(0, 0));
    m_sidebar->setJobsOpen(visible);
    m_settings.setValue(known::jobsPanelOpen(), visible);
    updateJobs();
}

void MainWindow::toggleJobs()
{
    const bool show = !m_jobsPlace->isOpen();
    setJobsPanelVisible(show);
    if (show)
        m_jobsPanel->list()->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    m_jobsPlace->fitWindow();
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    Q_EMIT seenChanged(!isMinimized());
}

void MainWindow::hideEvent(QHideEvent* event)
{
    QMainWindow::hideEvent(event);
    Q_EMIT seenChanged(false);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        Q_EMIT seenChanged(isVisible() && !isMinimized());
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_jobsPlace->coversPages())
        setJobsPanelVisible(false);
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::showSettings()
{
    if (!m_settingsDialog) {
        m_settingsDialog = new SettingsDialog(m_settings, m_devices, m_places, m_access, this);
        m_settingsDialog->setAttribute(Qt::WA_DeleteOnClose);
        m_settingsDialog->open();
    }
    m_settingsDialog->raise();
    m_settingsDialog->activateWindow();
}

void MainWindow::showPlaces()
{
    showSettings();
    m_settingsDialog->showPlaces();
}

void MainWindow::showBackbones()
{
    if (!m_backboneDialog) {
        m_backboneDialog = new BackboneDialog(m_settings, this);
        m_backboneDialog->setAttribute(Qt::WA_DeleteOnClose);
        m_backboneDialog->offerFetching(m_queue);
        m_backboneDialog->open();
    }
    m_backboneDialog->raise();
    m_backboneDialog->activateWindow();
}

void MainWindow::showPalette()
{
    if (!m_palette)
        m_palette = new CommandPalette(this);
    m_palette->open(m_actions->paletteEntries());
}

void MainWindow::restoreState()
{
    restoreGeometry(m_settings.value(known::windowGeometry()));
    if (m_settings.value(known::jobsPanelOpen()))
        setJobsPanelVisible(true);
    const QString page = m_settings.value(known::lastPage());
    showPage(0);
    showPage(page);
}

void MainWindow::saveState()
{
    m_settings.setValue(known::windowGeometry(), saveGeometry());
    m_jobsPlace->keepWidth();
    m_settings.save();
}

void MainWindow::tellOfRestoredJobs(int count)
{
    if (count == 0)
        return;
    const QString howMany = count == 1 ? tr("One job had not finished when the program closed.")
                                       : tr("%1 jobs had not finished when the program closed.").arg(count);
    m_jobsPanel->setHeldBack(true, howMany + u' ' + whatGoesOn(count));
    setJobsPanelVisible(true);
}

/// Of so many restored jobs, once the queue is resumed.
QString MainWindow::whatGoesOn(int count) const
{
    const QList<JobId> jobs = m_queue.activeJobs();
    const auto paused =
        std::count_if(jobs.cbegin(), jobs.cend(), [this](JobId id) { return m_queue.isPausedByUser(id); });
    if (paused == 0)
        return count == 1 ? tr("It goes on when you resume the queue.") : tr("They go on when you resume the queue.");
    if (paused >= count)
        return count == 1 ? tr("You had paused it: it waits until you resume it.")
                          : tr("You had paused them: they wait until you resume them.");
    return paused == 1 ? tr("They go on when you resume the queue, but for one that you had paused.")
                       : tr("They go on when you resume the queue, but for %1 that you had paused.").arg(paused);
}

void MainWindow::tellOfOtherWindow()
{
    m_otherWindow->setText(tr("Another window is open on these settings. Each runs what is queued in it; what still "
                              "waits when one closes moves to the other."));
}

void MainWindow::tellThatOtherWindowClosed(int jobs)
{
    m_otherWindow->setText({});
    if (jobs == 0) {
        notify(tr("The other window has closed. This one keeps the queue now."));
        return;
    }
    notify(jobs == 1 ? tr("The other window has closed, and its job waits here now.")
                     : tr("The other window has closed, and its %1 jobs wait here now.").arg(jobs));
    m_jobsPanel->setHeldBack(true,
        jobs == 1
            ? tr("A window was closed that had a job left. It goes on here when you resume the queue.")
            : tr("A window was closed that had %1 jobs left. They go on here when you resume the queue.").arg(jobs));
    setJobsPanelVisible(true);
}

void MainWindow::comeToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::jobChanged(const JobStatus& status)
{
    if (!m_failures->knows(status.id)) {
        // A restored one, which is queued before the window is shown, was started on a page of its kind.
        const Page* page = currentPage();
        for (const Page* candidate : std::as_const(m_pages)) {
            if (!isVisible() && candidate->id() == status.kind.page)
                page = candidate;
        }
        m_failures->add(status, page);
    } else if (status.state == JobState::failed) {
        m_failures->fail(status);
    }
    showFailures();
    updateJobs();
}

void MainWindow::showFailures()
{
    m_failure->setText(m_failures->sentence(currentPage()));
}

void MainWindow::updateJobs()
{
    if (m_jobsPlace->isOpen())
        m_failures->see();
    int queued = 0;
    int paused = 0;
    QList<const JobStatus*> running;
    for (const JobId id : m_queue.activeJobs()) {
        const JobStatus& job = m_queue.status(id);
        queued += job.state == JobState::queued ? 1 : 0; // elsewhere, too
        paused += job.state == JobState::paused ? 1 : 0;
        if (job.state == JobState::running)
            running.append(&job);
    }
    m_sidebar->setJobCounts(int(running.size()), queued, paused, m_failures->unseen());
    m_statusLine->setFailures(m_failures->unseen());
    m_statusLine->setRunning(running, queued, paused);
    m_closing->followJobs();
}

bool MainWindow::hasWorkAhead() const
{
    return m_closing->hasWorkAhead();
}

void MainWindow::stopAndClose()
{
    m_closing->stopAndEnd();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    event->setAccepted(m_closing->mayClose());
    if (!event->isAccepted())
        return;
    saveState();
    if (m_closing->endsProgram())
        QCoreApplication::exit(); // with the dialogues that are open
}

/// Where what had the keyboard goes, as a button does that nothing can be done with now, the keyboard stays near: with
/// the list, or the page, that it belongs to. Else the next in the order of Tab is meant.
bool MainWindow::focusNextPrevChild(bool next)
{
    QWidget* gone = focusWidget();
    if (!gone || (gone->isVisible() && gone->isEnabled()))
        return QMainWindow::focusNextPrevChild(next);
    const auto canTake = [](const QWidget* widget) { return widget->isVisible() && widget->isEnabled(); };
    for (QWidget* around = gone->parentWidget(); around && around != this; around = around->parentWidget()) {
        QWidget* taking = around->focusProxy() ? around->focusProxy() : around;
        const bool isPlace = taking != around || qobject_cast<Page*>(around);
        if (isPlace && canTake(taking)) {
            taking->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    if (Page* page = currentPage(); page && canTake(page)) {
        page->setFocus(Qt::OtherFocusReason);
        return true;
    }
    return QMainWindow::focusNextPrevChild(next);
}

bool MainWindow::event(QEvent* event)
{
    if (event->type() == QEvent::ThemeChange)
        m_appearance->refresh();
    return QMainWindow::event(event);
}

} // namespace dpl::ui
