#include "shell/window_actions.hpp"

#include "base/icon.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "models/job_model.hpp"
#include "pages/page.hpp"
#include "settings/settings.hpp"
#include "shell/main_window.hpp"
#include "shell/palette_entry.hpp"

#include <QAction>
#include <QPointer>

namespace dpl::ui {

namespace {

QKeySequence control(Qt::Key key)
{
    return QKeySequence(Qt::CTRL | key);
}

QKeySequence keyOfPage(int index)
{
    return QKeySequence(QStringLiteral("Ctrl+%1").arg(index + 1));
}

/// Those that can be done now; `lead` goes where one sees what they do.
QList<PaletteEntry> entriesOf(
    const QList<QAction*>& actions, const QString& detail, const QString& iconName,
    const std::function<void()>& lead = [] {})
{
    QList<PaletteEntry> entries;
    for (QAction* action : actions) {
        if (!action->isEnabled())
            continue;
        const QString own = action->data().toString();
        entries.append({QString(action->text()).remove(u'&'), detail, own.isEmpty() ? iconName : own,
            action->shortcut().toString(QKeySequence::NativeText), [lead, action = QPointer<QAction>(action)] {
                lead();
                if (action)
                    action->trigger();
            }});
    }
    return entries;
}

} // namespace

WindowActions::WindowActions(MainWindow& window, Settings& settings, JobQueue& queue, const QList<Page*>& pages)
    : QObject(&window), m_window(window), m_settings(settings), m_queue(queue), m_pages(pages)
{
    addForPages();
    addForJobs();
    addForWindow();
}

void WindowActions::add(const QString& text, const QString& iconName, const QList<QKeySequence>& shortcuts,
    const std::function<void()>& run)
{
    auto* action = new QAction(icon(iconName), text, this);
    action->setData(iconName);
    action->setShortcuts(shortcuts);
    connect(action, &QAction::triggered, this, run);
    m_window.addAction(action);
    m_actions.append(action);
}

void WindowActions::addForPages()
{
    for (int i = 0; i < int(m_pages.size()); ++i) {
        auto* action = new QAction(m_pages.at(i)->title(), this); // which the palette lists as a page
        action->setShortcut(keyOfPage(i));
        connect(action, &QAction::triggered, this, [this, i] { m_window.showPage(i); });
        m_window.addAction(action);
    }
    add(tr("Start the job of the page"), QStringLiteral("start"), {control(Qt::Key_Return), control(Qt::Key_Enter)},
        [this] {
            if (Page* page = m_window.currentPage())
                page->start();
        });
    add(tr("Export the figure of the page"), QStringLiteral("export"), {control(Qt::Key_E)}, [this] {
        if (Page* page = m_window.currentPage())
            page->exportFigure();
    });
}

void WindowActions::addForJobs()
{
    add(tr("Show or hide the jobs"), QStringLiteral("jobs"), {control(Qt::Key_J)}, [this] { m_window.toggleJobs(); });
    add(tr("Pause or resume the queue"), QStringLiteral("pause"), {},
        [this] { m_queue.setHeldBack(!m_queue.isHeldBack()); });
    add(tr("Stop all jobs"), QStringLiteral("stop"), {}, [this] { m_queue.stopAll(); });
}

void WindowActions::addForWindow()
{
    add(tr("Choose a backbone…"), QStringLiteral("backbone"), {}, [this] { m_window.showBackbones(); });
    const auto addTheme = [this](const QString& text, ThemeChoice choice) {
        add(text, QStringLiteral("theme"), {}, [this, choice] { m_settings.setValue(known::theme(), choice); });
    };
    addTheme(tr("Theme: light"), ThemeChoice::light);
    addTheme(tr("Theme: dark"), ThemeChoice::dark);
    addTheme(tr("Theme: system"), ThemeChoice::system);
    add(tr("Open the settings"), QStringLiteral("settings"), {control(Qt::Key_Comma)},
        [this] { m_window.showSettings(); });
    add(tr("Quit"), QStringLiteral("close"), {control(Qt::Key_Q)}, [this] { m_window.close(); });

    auto* palette = new QAction(tr("Find an action, a page or a run"), this);
    palette->setShortcut(control(Qt::Key_K));
    connect(palette, &QAction::triggered, &m_window, &MainWindow::showPalette);
    m_window.addAction(palette);
}

QList<PaletteEntry> WindowActions::paletteEntries() const
{
    QList<PaletteEntry> entries;
    const Page* current = m_window.currentPage();
    if (current)
        entries += entriesOf(current->paletteActions(), current->title(), current->iconName());
    for (int i = 0; i < int(m_pages.size()); ++i)
        entries.append({m_pages.at(i)->title(), tr("page"), m_pages.at(i)->iconName(),
            keyOfPage(i).toString(QKeySequence::NativeText), [this, i] { m_window.showPage(i); }});
    entries += entriesOf(m_actions, {}, {});
    for (const Page* page : m_pages) {
        if (page != current)
            entries += entriesOf(page->paletteActions(), page->title(), page->iconName(),
                [this, id = page->id()] { m_window.showPage(id); });
    }
    return entries + runEntries();
}

QList<PaletteEntry> WindowActions::runEntries() const
{
    QList<PaletteEntry> entries;
    const JobModel& jobs = m_window.jobModel();
    for (int i = 0; i < jobs.rowCount(); ++i) {
        const JobStatus& job = jobs.status(jobs.index(i));
        const QString detail = tr("run · %1").arg(stateWithShare(job));
        const QString about = aboutText(job);
        const QString title = about.isEmpty() ? job.title : tr("%1 · %2").arg(job.title, about);
        if (!job.folder.isEmpty()) {
            entries.append({title, detail, QStringLiteral("runs"), {},
                [this, folder = job.folder] { m_window.openPath(folder); }});
        } else {
            entries.append({title, detail, QStringLiteral("jobs"), {}, [this] { m_window.setJobsPanelVisible(true); }});
        }
    }
    return entries;
}

} // namespace dpl::ui
