#include "shell/main_window.hpp"

#include "backbones/backbone_dialog.hpp"
#include "base/error.hpp"
#include "base/icon.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "models/job_model.hpp"
#include "pages/page.hpp"
#include "runs/run_record.hpp"
#include "settings/settings.hpp"
#include "shell/appearance.hpp"
#include "shell/close_dialog.hpp"
#include "shell/command_palette.hpp"
#include "shell/jobs_drawer.hpp"
#include "shell/jobs_panel.hpp"
#include "shell/settings_dialog.hpp"
#include "shell/sidebar.hpp"
#include "shell/status_line.hpp"
#include "widgets/fitting_scroll.hpp"
#include "widgets/notice_row.hpp"

#include <QAction>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QKeyEvent>
#include <QListView>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int roomForJobs = 1500; // of the window, from which the jobs stand beside the page

} // namespace

MainWindow::MainWindow(Settings& settings, JobQueue& queue, const QList<Page*>& pages, QWidget* parent)
    : QMainWindow(parent), m_settings(settings), m_queue(queue), m_appearance(new Appearance(settings, this)),
      m_jobModel(new JobModel(queue, this)), m_pages(pages), m_device(tr("CPU"))
{
    setWindowTitle(tr("DPL Workbench"));
    setWindowIcon(applicationIcon());
    setMinimumSize(960, 600);
    resize(1280, 800);

    auto* central = new QWidget(this);
    m_sidebar = new Sidebar(central);
    m_splitter = new QSplitter(Qt::Horizontal, central);
    m_splitter->addWidget(makeContent());
    m_jobsPanel = new JobsPanel(*m_jobModel, m_splitter);
    m_jobsDrawer = new JobsDrawer(m_splitter);
    m_statusLine = new StatusLine(central);

    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);

    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_sidebar);
    row->addWidget(m_splitter, 1);
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row, 1);
    column->addWidget(m_statusLine);
    setCentralWidget(central);

    for (qsizetype i = 0; i < m_pages.size(); ++i) {
        Page* page = m_pages.at(i);
        page->setAccessibleName(page->title());
        m_stack->addWidget(new FittingScroll(page));
        m_sidebar->addPage(page->title(), page->iconName(), QStringLiteral("Ctrl+%1").arg(i + 1));
        connect(page, &Page::pageRequested, this, qOverload<const QString&>(&MainWindow::showPage));
        connect(page, &Page::openRequested, this, &MainWindow::openPath);
        connect(page, &Page::resumeRequested, this, &MainWindow::resumeRun);
        connect(page, &Page::duplicateRequested, this, &MainWindow::duplicateRun);
        connect(page, &Page::furtherTrainingRequested, this, &MainWindow::trainFurther);
        connect(page, &Page::evaluationRequested, this, &MainWindow::evaluateModels);
        connect(page, &Page::rowsRequested, this, &MainWindow::showRows);
    }

    connect(m_sidebar, &Sidebar::pageChosen, this, qOverload<int>(&MainWindow::showPage));
    connect(m_sidebar, &Sidebar::jobsToggled, this, &MainWindow::setJobsPanelVisible);
    connect(m_sidebar, &Sidebar::settingsChosen, this, &MainWindow::showSettings);
    connect(m_jobsPanel, &JobsPanel::closeRequested, this, [this] { setJobsPanelVisible(false); });
    connect(m_jobsDrawer, &JobsDrawer::left, this, [this] { setJobsPanelVisible(false); });
    connect(m_jobsPanel, &JobsPanel::stopRequested, &queue, &JobQueue::stop);
    connect(m_jobsPanel, &JobsPanel::openRequested, this, [this](const JobStatus& job) {
        if (openJob(job) && m_jobsDrawer->isVisible())
            setJobsPanelVisible(false); // it lies over what was opened
    });
    connect(m_jobsPanel, &JobsPanel::resumeRequested, this, &MainWindow::resumeJob);
    connect(m_jobsPanel, &JobsPanel::duplicateRequested, this, &MainWindow::duplicateJob);
    connect(m_jobsPanel, &JobsPanel::pauseRequested, &queue, &JobQueue::pause);
    connect(m_jobsPanel, &JobsPanel::unpauseRequested, &queue, &JobQueue::unpause);
    connect(m_jobsPanel, &JobsPanel::moveRequested, &queue, &JobQueue::moveBefore);
    m_jobModel->setRunsFolder(settings.value(known::runsFolder()));
    m_jobModel->setCleared(settings.value(known::jobsCleared()));
    connect(m_jobsPanel, &JobsPanel::clearRequested, this, [this] {
        m_settings.setValue(known::jobsCleared(), QString::fromStdString(runs::utcNow()));
        m_jobModel->setCleared(m_settings.value(known::jobsCleared()));
    });
    connect(m_jobsPanel, &JobsPanel::holdBackRequested, &queue, &JobQueue::setHeldBack);
    connect(&queue, &JobQueue::heldBackChanged, this, [this](bool heldBack) {
        m_jobsPanel->setHeldBack(heldBack);
        updateJobs();
    });
    connect(m_jobsPanel, &JobsPanel::revealRequested, this,
        [](const QString& folder) { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    connect(m_statusLine, &StatusLine::failuresClicked, this, [this] { setJobsPanelVisible(true); });
    connect(m_statusLine, &StatusLine::noticeButtonClicked, this, [this] { closeOnceJobsEnd(Closing::no); });
    connect(&queue, &JobQueue::statusChanged, this, &MainWindow::jobChanged);
    connect(&settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::threads().key)
            updateDevice();
        if (key == known::runsFolder().key)
            m_jobModel->setRunsFolder(m_settings.value(known::runsFolder()));
    });
    connect(&settings, &Settings::saveFailed, this, &MainWindow::notify);
    connect(&settings, &Settings::readFailed, this, &MainWindow::notify);
    connect(m_appearance, &Appearance::themeChanged, this, &MainWindow::themeChanged);

    addActions();
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
        m_failed.removeIf([this](JobId id) { return m_startedOn.value(id) == currentPage(); });
        showFailures();
    });
    return content;
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

bool MainWindow::askPages(const std::function<bool(Page&)>& ask, const QString& refusal, const QString& firstPage)
{
    m_statusLine->setNotice({});
    QList<Page*> pages = m_pages;
    std::stable_partition(
        pages.begin(), pages.end(), [&firstPage](const Page* page) { return page->id() == firstPage; });
    for (Page* page : std::as_const(pages)) {
        if (ask(*page)) {
            showPage(int(m_pages.indexOf(page)));
            return true;
        }
    }
    m_statusLine->setPassingNotice(refusal);
    return false;
}

bool MainWindow::open(const QString& path, const QString& firstPage)
{
    return askPages([&path](Page& page) { return page.openPath(path); },
        tr("There is nothing to show in %1.").arg(QDir::toNativeSeparators(path)), firstPage);
}

bool MainWindow::resume(const QString& folder, const QString& firstPage)
{
    return askPages([&folder](Page& page) { return page.resumeRun(folder); },
        tr("The run in %1 cannot be resumed here.").arg(QDir::toNativeSeparators(folder)), firstPage);
}

bool MainWindow::openPath(const QString& path)
{
    const QFileInfo file(path); // of a run, file managers open run.json
    return open(file.fileName() == QStringLiteral("run.json") ? file.absolutePath() : path, {});
}

bool MainWindow::resumeRun(const QString& folder)
{
    return resume(folder, {});
}

bool MainWindow::duplicateRun(const QString& folder)
{
    return askPages([&folder](Page& page) { return page.duplicateRun(folder); },
        tr("The parameters of the run in %1 cannot be read.").arg(QDir::toNativeSeparators(folder)));
}

bool MainWindow::trainFurther(const QString& folder)
{
    return askPages([&folder](Page& page) { return page.trainFurther(folder); },
        tr("The parameters of the run in %1 cannot be read.").arg(QDir::toNativeSeparators(folder)), {});
}

bool MainWindow::openJob(const JobStatus& job)
{
    return open(job.folder, job.kind.page);
}

bool MainWindow::duplicateJob(const JobStatus& job)
{
    const Json recipe = m_queue.recipe(job.id);
    return askPages(
        [&](Page& page) {
            return (!recipe.is_null() && page.duplicateRecipe(recipe)) || page.duplicateRun(job.folder);
        },
        tr("The parameters of “%1” cannot be read.").arg(job.title), job.kind.page);
}

bool MainWindow::resumeJob(const JobStatus& job)
{
    Json recipe = m_queue.recipe(job.id);
    if (recipe.is_null())
        return resume(job.folder, job.kind.page);
    m_statusLine->setNotice({});
    try {
        if (!job.folder.isEmpty())
            recipe["folder"] = job.folder.toStdString(); // where it has begun
        JobRequest request = job.kind.fromRecipe(recipe, {m_settings.threadCount(), true, "cpu"});
        if (const JobId active = m_queue.activeLike(request)) {
            m_statusLine->setPassingNotice(tr("“%1” is in the queue already.").arg(m_queue.status(active).title));
            return false;
        }
        m_queue.enqueue(std::move(request));
        return true;
    } catch (const std::exception& error) {
        m_statusLine->setPassingNotice(QString::fromUtf8(error.what()));
        return false;
    }
}

bool MainWindow::evaluateModels(const QStringList& folders)
{
    return askPages([&folders](Page& page) { return page.evaluateModels(folders); },
        tr("There is no trained model in %1.").arg(QDir::toNativeSeparators(folders.join(QStringLiteral(", ")))));
}

bool MainWindow::showRows(const records::RowChoice& choice)
{
    return askPages([&choice](Page& page) { return page.showRows(choice); },
        tr("No page can show the rows of %1.").arg(QString::fromStdString(choice.file.string())));
}

void MainWindow::setDevice(const QString& name)
{
    m_device = name;
    updateDevice();
}

void MainWindow::updateDevice()
{
    const int threads = m_settings.threadCount();
    m_statusLine->setDevice(
        threads == 1 ? tr("%1 · 1 thread").arg(m_device) : tr("%1 · %2 threads").arg(m_device).arg(threads));
}

void MainWindow::notify(const QString& message)
{
    m_statusLine->setNotice(message);
}

void MainWindow::setJobsPanelVisible(bool visible)
{
    const bool was = !m_jobsPanel->isHidden();
    if (was && !visible) {
        keepJobsWidth();
        if (m_jobsPanel->isAncestorOf(focusWidget()) && currentPage())
            currentPage()->setFocus();
    }
    m_jobsPanel->setVisible(visible);
    placeJobs();
    if (!was && visible) {
        if (!m_jobsPanel->list()->currentIndex().isValid())
            m_jobsPanel->list()->setCurrentIndex(m_jobsPanel->list()->model()->index(0, 0));
    }
    m_sidebar->setJobsOpen(visible);
    m_settings.setValue(known::jobsPanelOpen(), visible);
    seeFailures();
}

/// Beside the page where there is room for both, else in a drawer over it; as wide as the user left it.
void MainWindow::placeJobs()
{
    const bool isOpen = !m_jobsPanel->isHidden();
    const bool isDrawer = width() < roomForJobs;
    const int panelWidth = m_settings.value(known::jobsPanelWidth());
    const QPointer<QWidget> focused = m_jobsPanel->isAncestorOf(focusWidget()) ? focusWidget() : nullptr;
    if (isDrawer) {
        m_jobsDrawer->hold(m_jobsPanel, panelWidth);
    } else {
        m_splitter->addWidget(m_jobsPanel);
        m_splitter->setStretchFactor(1, 0);
        m_splitter->setSizes({std::max(1, m_splitter->width() - panelWidth), panelWidth});
    }
    m_jobsPanel->setVisible(isOpen);
    m_jobsDrawer->setVisible(isOpen && isDrawer);
    m_jobsDrawer->raise();
    if (m_palette)
        m_palette->raise();
    if (focused)
        focused->setFocus();
}

void MainWindow::keepJobsWidth()
{
    if (m_jobsPanel->isVisible())
        m_settings.setValue(known::jobsPanelWidth(), m_jobsPanel->width());
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if ((width() < roomForJobs) != m_jobsDrawer->isAncestorOf(m_jobsPanel)) {
        keepJobsWidth();
        placeJobs();
    }
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_jobsDrawer->isVisible())
        setJobsPanelVisible(false);
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::showSettings()
{
    if (!m_settingsDialog) {
        m_settingsDialog = new SettingsDialog(m_settings, this);
        m_settingsDialog->setAttribute(Qt::WA_DeleteOnClose);
        m_settingsDialog->open();
    }
    m_settingsDialog->raise();
    m_settingsDialog->activateWindow();
}

void MainWindow::showBackbones()
{
    if (!m_backboneDialog) {
        m_backboneDialog = new BackboneDialog(m_settings, this);
        m_backboneDialog->setAttribute(Qt::WA_DeleteOnClose);
        m_backboneDialog->open();
    }
    m_backboneDialog->raise();
    m_backboneDialog->activateWindow();
}

void MainWindow::showPalette()
{
    if (!m_palette)
        m_palette = new CommandPalette(this);
    m_palette->open(paletteEntries());
}

QAction* MainWindow::addWindowAction(const QString& text, const QString& iconName, const QList<QKeySequence>& shortcuts,
    const std::function<void()>& run)
{
    auto* action = new QAction(icon(iconName), text, this);
    action->setData(iconName);
    action->setShortcuts(shortcuts);
    connect(action, &QAction::triggered, this, run);
    addAction(action);
    m_actions.append(action);
    return action;
}

void MainWindow::addActions()
{
    for (int i = 0; i < int(m_pages.size()); ++i) {
        auto* action = new QAction(m_pages.at(i)->title(), this);
        action->setShortcut(QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1)));
        connect(action, &QAction::triggered, this, [this, i] { showPage(i); });
        addAction(action);
    }
    const auto key = [](Qt::Key letter) { return QKeySequence(Qt::CTRL | letter); };
    addWindowAction(
        tr("Start the job of the page"), QStringLiteral("start"), {key(Qt::Key_Return), key(Qt::Key_Enter)}, [this] {
            if (Page* page = currentPage())
                page->start();
        });
    addWindowAction(tr("Export the figure of the page"), QStringLiteral("export"), {key(Qt::Key_E)}, [this] {
        if (Page* page = currentPage())
            page->exportFigure();
    });
    addWindowAction(tr("Show or hide the jobs"), QStringLiteral("jobs"), {key(Qt::Key_J)}, [this] {
        const bool show = m_jobsPanel->isHidden();
        setJobsPanelVisible(show);
        if (show)
            m_jobsPanel->list()->setFocus(Qt::ShortcutFocusReason);
    });
    addWindowAction(tr("Pause or resume the queue"), QStringLiteral("pause"), {},
        [this] { m_queue.setHeldBack(!m_queue.isHeldBack()); });
    addWindowAction(tr("Stop all jobs"), QStringLiteral("stop"), {}, [this] { m_queue.stopAll(); });
    addWindowAction(tr("Choose a backbone…"), QStringLiteral("backbone"), {}, [this] { showBackbones(); });
    addWindowAction(tr("Theme: light"), QStringLiteral("theme"), {},
        [this] { m_settings.setValue(known::theme(), ThemeChoice::light); });
    addWindowAction(tr("Theme: dark"), QStringLiteral("theme"), {},
        [this] { m_settings.setValue(known::theme(), ThemeChoice::dark); });
    addWindowAction(tr("Theme: system"), QStringLiteral("theme"), {},
        [this] { m_settings.setValue(known::theme(), ThemeChoice::system); });
    addWindowAction(
        tr("Open the settings"), QStringLiteral("settings"), {key(Qt::Key_Comma)}, [this] { showSettings(); });
    addWindowAction(tr("Quit"), QStringLiteral("close"), {key(Qt::Key_Q)}, [this] { close(); });

    auto* palette = new QAction(tr("Find an action, a page or a run"), this);
    palette->setShortcut(key(Qt::Key_K));
    connect(palette, &QAction::triggered, this, &MainWindow::showPalette);
    addAction(palette);
}

QList<PaletteEntry> MainWindow::paletteEntries()
{
    QList<PaletteEntry> entries;
    const auto addAll = [this, &entries](const QList<QAction*>& actions, const QString& detail, const QString& iconName,
                            int page = -1) {
        for (QAction* action : actions) {
            if (!action->isEnabled())
                continue;
            QString title = action->text();
            title.remove(QLatin1Char('&'));
            const QString own = action->data().toString();
            entries.append(
                {title, detail, own.isEmpty() ? iconName : own, action->shortcut().toString(QKeySequence::NativeText),
                    [this, page, action = QPointer<QAction>(action)] {
                        showPage(page); // what it does, or says, is seen there
                        if (action)
                            action->trigger();
                    }});
        }
    };

    if (const Page* page = currentPage())
        addAll(page->paletteActions(), page->title(), page->iconName());
    for (int i = 0; i < int(m_pages.size()); ++i)
        entries.append({m_pages.at(i)->title(), tr("page"), m_pages.at(i)->iconName(),
            QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1)).toString(QKeySequence::NativeText),
            [this, i] { showPage(i); }});
    addAll(m_actions, {}, {});
    for (int i = 0; i < int(m_pages.size()); ++i) {
        if (i != m_stack->currentIndex())
            addAll(m_pages.at(i)->paletteActions(), m_pages.at(i)->title(), m_pages.at(i)->iconName(), i);
    }
    for (int i = 0; i < m_jobModel->rowCount(); ++i) {
        const JobStatus& job = m_jobModel->status(m_jobModel->index(i));
        const QString detail = tr("run · %1").arg(stateWithShare(job));
        const QString title = job.about.isEmpty() ? job.title : tr("%1 · %2").arg(job.title, job.about);
        if (!job.folder.isEmpty()) {
            entries.append(
                {title, detail, QStringLiteral("runs"), {}, [this, folder = job.folder] { openPath(folder); }});
        } else {
            entries.append({title, detail, QStringLiteral("jobs"), {}, [this] { setJobsPanelVisible(true); }});
        }
    }
    return entries;
}

void MainWindow::restoreState()
{
    restoreGeometry(m_settings.value(known::windowGeometry()));
    m_jobsPanel->hide();
    if (m_settings.value(known::jobsPanelOpen()))
        setJobsPanelVisible(true);
    const QString page = m_settings.value(known::lastPage());
    showPage(0);
    showPage(page);
}

void MainWindow::saveState()
{
    m_settings.setValue(known::windowGeometry(), saveGeometry());
    keepJobsWidth();
    m_settings.save();
}

void MainWindow::tellOfRestoredJobs(int count)
{
    if (count == 0)
        return;
    m_jobsPanel->setHeldBack(true,
        count == 1
            ? tr("One job had not finished when the program closed. It goes on when you resume the queue.")
            : tr("%1 jobs had not finished when the program closed. They go on when you resume the queue.").arg(count));
    setJobsPanelVisible(true);
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
    if (!m_startedOn.contains(status.id)) {
        // A restored one, which is queued before the window is shown, was started on a page of its kind.
        Page* page = currentPage();
        for (Page* candidate : std::as_const(m_pages)) {
            if (!isVisible() && candidate->id() == status.kind.page)
                page = candidate;
        }
        m_startedOn.insert(status.id, page);
        m_failed.removeIf([&](JobId id) {
            return m_startedOn.value(id) == page
                || (!status.folder.isEmpty() && m_queue.status(id).folder == status.folder);
        });
        showFailures();
    } else if (status.state == JobState::failed && !m_failed.contains(status.id)) {
        m_failed.append(status.id);
        m_unseen.insert(status.id);
        seeFailures();
        showFailures();
    }
    updateJobs();
}

/// Those that the panel shows are seen.
void MainWindow::seeFailures()
{
    if (!m_jobsPanel->isHidden())
        m_unseen.clear();
    updateJobs();
}

void MainWindow::showFailures()
{
    QList<JobId> here = m_failed;
    here.removeIf([this](JobId id) { return m_startedOn.value(id) != currentPage(); });
    if (here.isEmpty()) {
        m_failure->setText({});
        return;
    }
    const JobStatus& last = m_queue.status(here.constLast());
    m_failure->setText(here.size() == 1
            ? tr("“%1” failed: %2").arg(last.title, last.message)
            : tr("%1 jobs failed. The last one, “%2”: %3").arg(here.size()).arg(last.title, last.message));
}

bool MainWindow::hasWorkAhead() const
{
    const QList<JobId> jobs = m_queue.activeJobs();
    return std::any_of(jobs.cbegin(), jobs.cend(), [this](JobId id) {
        const JobState state = m_queue.status(id).state;
        return state == JobState::running || (state == JobState::queued && !m_queue.isHeldBack());
    });
}

void MainWindow::updateJobs()
{
    int queued = 0;
    const JobStatus* running = nullptr;
    for (const JobId id : m_queue.activeJobs()) {
        const JobStatus& job = m_queue.status(id);
        queued += job.isWaiting() ? 1 : 0;
        if (job.state == JobState::running)
            running = &job;
    }
    m_sidebar->setJobCounts(running ? 1 : 0, queued, int(m_unseen.size()));
    m_statusLine->setFailures(int(m_unseen.size()));
    m_statusLine->setRunning(running, queued);
    if (hasWorkAhead())
        return;
    if (m_closeDialog)
        m_closeDialog->reject();
    if (m_closing != Closing::no)
        QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
}

void MainWindow::closeOnceJobsEnd(Closing how)
{
    m_closing = how;
    switch (how) {
    case Closing::no: m_statusLine->setNotice({}); break;
    case Closing::whenDone:
        m_statusLine->setNotice(tr("The window closes when the jobs are done."), tr("Keep it open"));
        break;
    case Closing::stopping:
    case Closing::ending:
        m_statusLine->setNotice(tr("The window closes when the running job has stopped."));
        // Those that wait stay in the queue, for the next start.
        m_queue.setHeldBack(true);
        for (const JobStatus& job : m_queue.statuses()) {
            if (job.state == JobState::running)
                m_queue.pause(job.id);
        }
        break;
    }
    updateJobs();
}

void MainWindow::stopAndClose()
{
    if (m_closing == Closing::ending)
        return;
    if (m_closeDialog)
        m_closeDialog->reject();
    closeOnceJobsEnd(Closing::ending);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!hasWorkAhead()) {
        saveState();
        event->accept();
        if (m_closing == Closing::ending)
            QCoreApplication::exit(); // with the dialogues that are open
        return;
    }
    event->ignore();
    if (m_closing == Closing::ending)
        return;
    if (m_closeDialog) {
        m_closeDialog->raise();
        return;
    }
    const QList<JobStatus> jobs = m_queue.statuses();
    const auto running =
        std::count_if(jobs.cbegin(), jobs.cend(), [](const JobStatus& job) { return job.state == JobState::running; });
    const auto queued = std::count_if(jobs.cbegin(), jobs.cend(), [](const JobStatus& job) { return job.isWaiting(); });
    m_closeDialog = new CloseDialog(int(running), int(queued), this);
    m_closeDialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_closeDialog, &CloseDialog::keepChosen, this, [this] { closeOnceJobsEnd(Closing::whenDone); });
    connect(m_closeDialog, &CloseDialog::stopChosen, this, [this] { closeOnceJobsEnd(Closing::stopping); });
    m_closeDialog->open();
}

bool MainWindow::event(QEvent* event)
{
    if (event->type() == QEvent::ThemeChange)
        m_appearance->refresh();
    return QMainWindow::event(event);
}

} // namespace dpl::ui
