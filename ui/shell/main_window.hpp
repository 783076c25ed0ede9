#pragma once

#include "jobs/job.hpp"

#include <QHash>
#include <QList>
#include <QMainWindow>
#include <QPointer>
#include <QSet>

#include <functional>

class QSplitter;
class QStackedWidget;

namespace dpl::records {
struct RowChoice;
}

namespace dpl::ui {

class Appearance;
class BackboneDialog;
class CloseDialog;
class CommandPalette;
class JobModel;
class JobQueue;
class JobsDrawer;
class JobsPanel;
class NoticeRow;
class Page;
class Settings;
class SettingsDialog;
class Sidebar;
class StatusLine;
struct PaletteEntry;
struct Theme;

/// The window: sidebar, the page on top, the jobs panel beside it or, in a narrow window, over it, the status line
/// below, and all over them the command palette. It owns the pages, sets the application's theme as the settings say,
/// and keeps its state in them.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(Settings& settings, JobQueue& queue, const QList<Page*>& pages, QWidget* parent = nullptr);
    ~MainWindow() override;

    JobModel& jobModel() { return *m_jobModel; }
    const Theme& theme() const;

    Page* currentPage() const;
    void showPage(int index);
    void showPage(const QString& id); ///< Page::id()

    /// Shows what lies at a path (Page::openPath) on the first page that takes it, goes on with a run, takes over its
    /// parameters, selects models to be evaluated. False, with a word in the status line, if no page does.
    bool openPath(const QString& path);
    bool resumeRun(const QString& folder);
    bool duplicateRun(const QString& folder);
    bool trainFurther(const QString& folder);
    bool evaluateModels(const QStringList& folders);
    bool showRows(const records::RowChoice& choice);

    /// The same for a job of this session or a run of an earlier one, in the way of its kind: its page is asked first,
    /// or its recipe is queued again.
    bool openJob(const JobStatus& job);
    bool resumeJob(const JobStatus& job);
    bool duplicateJob(const JobStatus& job);

    /// What jobs compute on: "CPU", "NVIDIA H100". The status line adds the threads.
    void setDevice(const QString& name);

    /// Says that the queue holds jobs of an earlier session.
    void tellOfRestoredJobs(int count);

    /// Says that another window is open on the same settings.
    void tellOfOtherWindow();
    /// Says that it is no more, and how many jobs it left, which the queue holds now.
    void tellThatOtherWindowClosed(int jobs);
    void comeToFront();

    /// A sentence at the right end of the status line.
    void notify(const QString& message);

    /// Stops the running job at a checkpoint, keeps those that wait, and ends the program, whatever is open; nobody is
    /// asked. It is done once hasWorkAhead() is false.
    void stopAndClose();

    /// What would still happen if nobody did anything.
    bool hasWorkAhead() const;

    void setJobsPanelVisible(bool visible);
    void showSettings();
    void showBackbones();
    void showPalette();

Q_SIGNALS:
    void otherWindowRequested(); ///< to come to the front
    void themeChanged(const dpl::ui::Theme& theme); ///< after the widgets got QEvent::PaletteChange

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Closing { no, whenDone, stopping, ending };

    bool askPages(const std::function<bool(Page&)>& ask, const QString& refusal, const QString& firstPage = {});
    bool open(const QString& path, const QString& firstPage);
    bool resume(const QString& folder, const QString& firstPage);
    QWidget* makeContent();
    void placeJobs();
    void keepJobsWidth();
    void jobChanged(const JobStatus& status);
    void showFailures();
    void seeFailures();
    void addActions();
    QAction* addWindowAction(const QString& text, const QString& iconName, const QList<QKeySequence>& shortcuts,
        const std::function<void()>& run);
    QList<PaletteEntry> paletteEntries();
    void restoreState();
    void saveState();
    void updateJobs();
    void updateDevice();
    void closeOnceJobsEnd(Closing how);

    Settings& m_settings;
    JobQueue& m_queue;
    Appearance* m_appearance = nullptr;
    JobModel* m_jobModel = nullptr;
    QList<Page*> m_pages;
    Sidebar* m_sidebar = nullptr;
    QStackedWidget* m_stack = nullptr;
    QSplitter* m_splitter = nullptr;
    JobsPanel* m_jobsPanel = nullptr; ///< in the splitter, or in the drawer
    JobsDrawer* m_jobsDrawer = nullptr;
    StatusLine* m_statusLine = nullptr;
    NoticeRow* m_otherWindow = nullptr;
    NoticeRow* m_failure = nullptr; ///< what the page on top started and has failed
    QHash<JobId, Page*> m_startedOn;
    QList<JobId> m_failed; ///< that a banner tells of on the page that started them
    QSet<JobId> m_unseen; ///< of those that have failed: nobody has looked at Jobs since
    CommandPalette* m_palette = nullptr; ///< made when it is first opened
    QPointer<SettingsDialog> m_settingsDialog;
    QPointer<BackboneDialog> m_backboneDialog;
    QPointer<CloseDialog> m_closeDialog;
    QList<QAction*> m_actions; ///< what the palette offers of the window
    QString m_device;
    Closing m_closing = Closing::no;
};

} // namespace dpl::ui
