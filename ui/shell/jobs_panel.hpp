#pragma once

#include "shell/job_actions.hpp"

#include <QWidget>

class QListView;
class QModelIndex;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace dpl::ui {

class JobModel;
class Notice;

/// The list of jobs and runs beside the page, with what can be done with the chosen one.
class JobsPanel : public QWidget {
    Q_OBJECT

public:
    explicit JobsPanel(JobModel& model, QWidget* parent = nullptr);

    QListView* list() const { return m_list; }
    const JobStatus& currentJob() const;

    /// Whether the queue is held back, and a sentence why; without one, because the user said so.
    void setHeldBack(bool heldBack, const QString& reason = {});

    QSize sizeHint() const override { return {360, 400}; }
    QSize minimumSizeHint() const override { return {280, 200}; }

Q_SIGNALS:
    void stopRequested(dpl::ui::JobId id);
    void pauseRequested(dpl::ui::JobId id);
    void unpauseRequested(dpl::ui::JobId id);
    void moveRequested(dpl::ui::JobId id, dpl::ui::JobId next); ///< JobQueue::moveBefore
    void holdBackRequested(bool heldBack);
    void openRequested(const dpl::ui::JobStatus& job);
    void resumeRequested(const dpl::ui::JobStatus& job);
    void duplicateRequested(const dpl::ui::JobStatus& job);
    void revealRequested(const QString& folder);
    void closeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QPushButton* addButton(JobAction action, const QString& text, const QString& iconName, const QString& toolTip);
    void updateButtons();
    void perform(JobStatus status, JobAction action); ///< a copy: the job changes meanwhile
    void activate(const QModelIndex& index);
    void moveCurrent(int rows);
    void showMenu(const QPoint& position);

    JobModel& m_model;
    QStackedWidget* m_content = nullptr;
    QListView* m_list = nullptr;
    QWidget* m_bar = nullptr;
    QToolButton* m_hold = nullptr;
    Notice* m_heldBack = nullptr;
    QList<std::pair<JobAction, QPushButton*>> m_buttons;
};

} // namespace dpl::ui
