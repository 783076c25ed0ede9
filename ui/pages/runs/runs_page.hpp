#pragma once

#include "models/runs_model.hpp"
#include "pages/page.hpp"
#include "pages/runs/runs_watch.hpp"

#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace dpl::ui {

class ComparePanel;
class CurvesPanel;
class EmptyState;
class JobQueue;
class Notice;
class PageHeader;
class RunsTable;
class SegmentedControl;
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
    CurvesPanel* curves() const { return m_curves; }
    ComparePanel* comparison() const { return m_comparison; }
    QAction* resumeAction() const { return m_resume; }
    QAction* trashAction() const { return m_trash; }

public Q_SLOTS:
    void trashSelected();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeHeader();
    QWidget* makeTableCard();
    QWidget* makeLower();
    void makeActions();
    QAction* addAction(const QString& text, const QString& iconName, const QKeySequence& key, const QString& toolTip);
    void restoreState();
    void saveState();

    void runsFound(const ListedRuns& runs);
    void selectionChanged();
    void showSelection();
    void updateActions();
    void updateHeader();
    void showRunMenu(const QPoint& at);

    void resumeSelected();
    void editNotes(bool name);
    void exportMetrics();
    void revealSelected();
    void putBack();
    void say(const QString& message);

    Settings& m_settings;
    JobQueue& m_queue;
    RunsModel* m_model;
    RunsWatch* m_watch;

    PageHeader* m_header = nullptr;
    QLineEdit* m_filter = nullptr;
    QLabel* m_filterProblem = nullptr;
    QPushButton* m_group = nullptr;
    QPushButton* m_columns = nullptr;
    QPushButton* m_export = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    QSplitter* m_splitter = nullptr;
    RunsTable* m_table = nullptr;
    SegmentedControl* m_view = nullptr;
    QStackedWidget* m_lower = nullptr;
    CurvesPanel* m_curves = nullptr;
    ComparePanel* m_comparison = nullptr;
    Notice* m_notice = nullptr; ///< what was done, and what could not be
    QPushButton* m_putBack = nullptr;

    QAction* m_resume = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_pause = nullptr;
    QAction* m_duplicate = nullptr;
    QAction* m_evaluate = nullptr;
    QAction* m_reveal = nullptr;
    QAction* m_copyPath = nullptr;
    QAction* m_rename = nullptr;
    QAction* m_note = nullptr;
    QAction* m_exportMetrics = nullptr;
    QAction* m_trash = nullptr;

    QTimer m_saving;
    QTimer m_selecting; ///< a selection that grows row by row is shown once
    std::vector<QString> m_selected; ///< folders in the order they were selected, so that colours stay
    QString m_toSelect; ///< a folder to be selected as soon as it is in the list
    bool m_found = false; ///< the folder was looked at
    bool m_choseFirst = false; ///< the newest run was selected, so that there is something to see
    std::vector<std::pair<QString, QString>> m_trashed; ///< where from, and where in the trash
};

} // namespace dpl::ui
