#pragma once

#include "models/runs_model.hpp"
#include "pages/page.hpp"
#include "pages/runs/runs_watch.hpp"

#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace dpl::ui {

class ComparePanel;
class CurvesPanel;
class JobQueue;
class Notice;
class PageHeader;
class RunActions;
class RunsTable;
class RunsTrash;
class SelectedRunsView;
class Settings;

/// Every run below the runs folder, whoever writes it, as a table; the curves of the selected ones over each other.
class RunsPage : public Page {
    Q_OBJECT

public:
    RunsPage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);

    QString title() const override { return tr("Runs"); }
    QString iconName() const override { return QStringLiteral("runs"); }

    void exportFigure() override;
    QList<QAction*> paletteActions() const override;
    bool openPath(const QString& path) override;

    RunsTable* table() const { return m_table; }
    SelectedRunsView* selection() const { return m_selection; }
    RunActions* runActions() const { return m_actions; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeHeader();
    QWidget* makeEmpty();
    QWidget* makeTableCard();
    QLayout* makeNoticeRow();
    void restoreState();
    void saveState();

    void runsFound(const ListedRuns& runs);
    void selectionChanged();
    void showSelection();
    void updateActions();
    void updateHeader();
    void say(const QString& message);

    Settings& m_settings;
    JobQueue& m_queue;
    RunsModel* m_model;
    RunsWatch* m_watch;
    RunsTrash* m_trash;

    PageHeader* m_header = nullptr;
    QLineEdit* m_filter = nullptr;
    Notice* m_filterProblem = nullptr;
    QPushButton* m_group = nullptr;
    QPushButton* m_columns = nullptr;
    QPushButton* m_export = nullptr;
    QStackedWidget* m_stack = nullptr;
    QSplitter* m_splitter = nullptr;
    RunsTable* m_table = nullptr;
    RunActions* m_actions = nullptr;
    SelectedRunsView* m_selection = nullptr;
    Notice* m_notice = nullptr; ///< what was done, and what could not be
    QPushButton* m_putBack = nullptr;

    QTimer m_saving;
    QTimer m_selecting; ///< a selection that grows row by row is shown once
    std::vector<QString> m_selected; ///< folders in the order they were selected, so that colours stay
    QString m_toSelect; ///< a folder to be selected as soon as it is in the list
    bool m_found = false; ///< the folder was looked at
    bool m_choseFirst = false; ///< the newest run was selected, so that there is something to see
};

} // namespace dpl::ui
