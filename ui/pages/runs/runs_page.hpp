#pragma once

#include "pages/page.hpp"

#include <QTimer>

class QSplitter;
class QStackedWidget;

namespace dpl::ui {

class ComparePanel;
class CurvesPanel;
class JobQueue;
class LogPanel;
class NoticeRow;
class RunActions;
class RunIndex;
class RunSelection;
class RunsHeader;
class RunsModel;
class RunsTable;
class RunsTrash;
class SecondaryLabel;
class SelectedRunsPanel;
class Settings;

/// Every run below the runs folder, whoever writes it, as a table; the curves of the selected ones over each other.
class RunsPage : public Page {
    Q_OBJECT

public:
    RunsPage(Settings& settings, JobQueue& queue, RunIndex& index, QWidget* parent = nullptr);

    QString title() const override { return tr("Runs"); }
    QString id() const override { return QStringLiteral("runs"); }
    QString iconName() const override { return QStringLiteral("runs"); }

    void exportFigure() override;
    QList<QAction*> paletteActions() const override;
    bool openPath(const QString& path) override;

    RunsTable* table() const { return m_table; }
    CurvesPanel* curves() const;
    ComparePanel* comparison() const;
    LogPanel* log() const;
    QAction* resumeAction() const;
    QAction* trashAction() const;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeNotices();
    void makeStack();
    void connectAll();
    void setFolder(const QString& folder);
    void restoreState();
    void saveState();

    void takeRuns();
    void showSelection();
    void updateActions();
    void updateHeader();
    void say(const QString& message);

    Settings& m_settings;
    JobQueue& m_queue;
    RunIndex& m_index;
    RunsModel* m_model;
    RunsTable* m_table;
    RunsHeader* m_header;
    RunSelection* m_selection;
    RunActions* m_actions;
    RunsTrash* m_trash;
    SelectedRunsPanel* m_selected;

    NoticeRow* m_notice = nullptr; ///< what was done, and what could not be
    QAction* m_putBack = nullptr;
    QStackedWidget* m_stack = nullptr;
    SecondaryLabel* m_looking = nullptr;
    QSplitter* m_splitter = nullptr;

    QTimer m_saving;
    QTimer m_updating; ///< of what can be done with the selected runs
    bool m_found = false; ///< the folder was looked at
};

} // namespace dpl::ui
