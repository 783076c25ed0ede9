#pragma once

#include "shell/job_actions.hpp"

#include <QWidget>

class QAction;
class QLineEdit;
class QListView;
class QModelIndex;
class QStackedWidget;
class QToolButton;

namespace dpl::ui {

class JobFilterModel;
class JobModel;
class Notice;
class OverflowBar;

/// The list of jobs and runs beside the page, which can be searched, with what can be done with those that are
/// selected.
class JobsPanel : public QWidget {
    Q_OBJECT

public:
    explicit JobsPanel(JobModel& model, QWidget* parent = nullptr);

    QListView* list() const { return m_list; }
    QLineEdit* search() const { return m_search; }
    const JobStatus& currentJob() const;
    QList<JobStatus> selectedJobs() const; ///< from the top

    /// Whether the queue is held back, and a sentence why; without one, because the user said so.
    void setHeldBack(bool heldBack, const QString& reason = {});

    QSize sizeHint() const override { return {360, 400}; }
    QSize minimumSizeHint() const override { return {280, 200}; }

Q_SIGNALS:
    void connectRequested(dpl::ui::JobId id);
    void stopNowRequested(dpl::ui::JobId id);
    void stopRequested(dpl::ui::JobId id);
    void pauseRequested(dpl::ui::JobId id);
    void unpauseRequested(dpl::ui::JobId id);
    void moveRequested(dpl::ui::JobId id, dpl::ui::JobId next); ///< JobQueue::moveBefore
    void holdBackRequested(bool heldBack);
    void openRequested(const dpl::ui::JobStatus& job);
    void resumeRequested(const dpl::ui::JobStatus& job);
    void duplicateRequested(const dpl::ui::JobStatus& job);
    void revealRequested(const QString& folder);
    void clearRequested(); ///< finished jobs are to leave the list
    void closeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Button {
        JobAction action;
        QAction* button = nullptr;
        QString text;
    };

    QToolButton* makeTool(const QString& iconName, const QString& text, const QString& toolTip);
    void makeHeader();
    void makeList();
    void makeButtons();
    void addButton(JobAction action, const QString& text, const QString& iconName, const QString& toolTip);
    void showContent();
    void keepCurrentInView();
    void selectCurrent();
    void followResumed(int first, int last);
    void updateButtons();
    void perform(JobAction action); ///< with those selected
    void perform(JobStatus status, JobAction action); ///< a copy: the job changes meanwhile
    void activate(const QModelIndex& index);
    bool pressed(int key);
    void moveCurrent(int rows);
    void showMenu(const QPoint& position);

    JobModel& m_model;
    JobFilterModel* m_filtered = nullptr;
    QWidget* m_header = nullptr;
    QLineEdit* m_search = nullptr;
    QToolButton* m_clear = nullptr;
    QToolButton* m_pauseQueue = nullptr;
    Notice* m_heldBack = nullptr;
    QStackedWidget* m_content = nullptr;
    QListView* m_list = nullptr;
    OverflowBar* m_bar = nullptr;
    QList<Button> m_buttons;
    bool m_isResuming = false; ///< a job that comes now goes on with the current one
    bool m_showedCurrent = false; ///< before rows moved
};

} // namespace dpl::ui
