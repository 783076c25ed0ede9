#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>

#include <functional>

class QAction;

namespace dpl::ui {

class JobModel;
class JobQueue;
class MainWindow;
class Page;
class Settings;
struct PaletteEntry;

/// What can be done anywhere in the window, with its shortcuts, and what the command palette offers: that, the actions
/// of the pages, the pages, and the runs.
class WindowActions : public QObject {
    Q_OBJECT

public:
    WindowActions(MainWindow& window, Settings& settings, JobQueue& queue, const QList<Page*>& pages);

    QList<PaletteEntry> paletteEntries() const;

private:
    void add(const QString& text, const QString& iconName, const QList<QKeySequence>& shortcuts,
        const std::function<void()>& run);
    void addForPages();
    void addForJobs();
    void addForWindow();
    QList<PaletteEntry> runEntries() const;

    MainWindow& m_window;
    Settings& m_settings;
    JobQueue& m_queue;
    QList<Page*> m_pages;
    QList<QAction*> m_actions;
};

} // namespace dpl::ui
