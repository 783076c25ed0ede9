#pragma once

#include "jobs/job.hpp"
#include "jobs/place_access.hpp"

#include <QList>
#include <QMainWindow>
#include <QPointer>

#include <memory>

class QStackedWidget;

namespace dpl::records {
struct RowChoice;
}

namespace dpl::ui {

class Appearance;
class BackboneDialog;
class CommandPalette;
class DeviceModel;
class JobFailures;
class JobModel;
class JobQueue;
class JobsPanel;
class JobsPlace;
class NoticeRow;
class Page;
class PageRequests;
class Settings;
class SettingsDialog;
class Sidebar;
class StatusLine;
class WhereModel;
class WindowAsker;
class WindowActions;
class WindowClosing;
struct Theme;

/// The window: sidebar, the page on top, the jobs panel beside it or, in a narrow window, over it, the status line
/// below, and all over them the command palette. It owns the pages, sets the application's theme as the settings say,
/// and keeps its state in them.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(Settings& settings, JobQueue& queue, DeviceModel& devices, WhereModel& places, const QList<Page*>& pages,
        QWidget* parent = nullptr);
    ~MainWindow() override;

    JobModel& jobModel() { return *m_jobModel; }
    const PlaceAccess& placeAccess() const { return m_access; } ///< for workers, while the window is there
    WindowAsker& asker() { return *m_asker; }
    const Theme& theme() const;

    Page* currentPage() const;
    void showPage(int index);
    void showPage(const QString& id); ///< Page::id()

    // PageRequests: each is passed to the first page that can; a word in the status line says so if none can.
    bool openPath(const QString& path);
    bool resumeRun(const QString& folder);
    bool duplicateRun(const QString& folder);
    bool trainFurther(const QString& folder);
    bool evaluateModels(const QStringList& folders);
    bool resumeJob(const JobStatus& job);
    bool duplicateJob(const JobStatus& job);

    /// Says that the queue holds jobs of an earlier session.
    void tellOfRestoredJobs(int count);

    /// Says that another window is open on the same settings.
    void tellOfOtherWindow();
    /// Says that it is no more, and how many jobs it left, which the queue holds now.
    void tellThatOtherWindowClosed(int jobs);
    void comeToFront();

    /// A sentence at the right end of the status line.
    void notify(const QString& message);

    /// Stops what runs at a checkpoint, keeps the jobs that wait, and ends the program, whatever is open; nobody is
    /// asked. It is done once hasWorkAhead() is false.
    void stopAndClose();

    /// What would still happen if nobody did anything.
    bool hasWorkAhead() const;

    void setJobsPanelVisible(bool visible);
    void toggleJobs(); ///< and takes the keyboard there
    void showSettings();
    void showPlaces(); ///< in the settings
    void showBackbones();
    void showPalette();

Q_SIGNALS:
    void seenChanged(bool isSeen); ///< it was shown, hidden or minimized
    void otherWindowRequested(); ///< to come to the front
    void connectRequested(dpl::ui::JobId id); ///< to the place of a job, which asks for something
    void themeChanged(const dpl::ui::Theme& theme); ///< after the widgets got QEvent::PaletteChange

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    QWidget* makeContent();
    void addPages();
    void connectJobs();
    void connectRequests();
    void restoreState();
    void saveState();
    void jobChanged(const JobStatus& status);
    void showFailures();
    void updateJobs();
    QString whatGoesOn(int count) const;
    void updateDevice();

    Settings& m_settings;
    JobQueue& m_queue;
    DeviceModel& m_devices;
    WhereModel& m_places;
    PlaceAccess m_access;
    std::unique_ptr<WindowAsker> m_asker;
    Appearance* m_appearance = nullptr;
    JobModel* m_jobModel = nullptr;
    QList<Page*> m_pages;
    PageRequests* m_requests = nullptr;
    WindowClosing* m_closing = nullptr;
    std::unique_ptr<JobFailures> m_failures;
    WindowActions* m_actions = nullptr;
    Sidebar* m_sidebar = nullptr;
    QStackedWidget* m_stack = nullptr;
    JobsPanel* m_jobsPanel = nullptr;
    JobsPlace* m_jobsPlace = nullptr;
    StatusLine* m_statusLine = nullptr;
    NoticeRow* m_otherWindow = nullptr;
    NoticeRow* m_failure = nullptr; ///< what the page on top started and has failed
    CommandPalette* m_palette = nullptr; ///< made when it is first opened
    QPointer<SettingsDialog> m_settingsDialog;
    QPointer<BackboneDialog> m_backboneDialog;
};

} // namespace dpl::ui
