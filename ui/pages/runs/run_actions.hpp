#pragma once

#include "models/runs_model.hpp"
#include "report/table.hpp"

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>
#include <optional>

class QAction;

namespace dpl::ui {

class JobQueue;
class RunsTable;

/// What can be done with the selected runs: actions with their keys in the table (with modifiers, so that none is typed
/// by chance), which of them are possible, and doing it; what other pages do is asked for.
class RunActions : public QObject {
    Q_OBJECT

public:
    RunActions(RunsTable* table, JobQueue& queue, QObject* parent = nullptr);

    void update(); ///< after the selection or the state of a run changed
    void update(const std::vector<const RunRow*>& selected);

    QList<QAction*> all() const;
    QList<QAction*> likeliest() const; ///< to be shown as buttons
    QAction* resume() const { return m_resume; }
    QAction* duplicate() const { return m_duplicate; }
    QAction* trainFurther() const { return m_further; }
    QAction* trash() const { return m_trash; }

    /// Asks for a file and writes the table into it as CSV.
    void exportTable(const report::Table& table);

Q_SIGNALS:
    void resumeRequested(const QString& folder);
    void duplicateRequested(const QString& folder);
    void furtherTrainingRequested(const QString& folder);
    void evaluationRequested(const QStringList& folders);
    void trashRequested(const QStringList& folders);
    void baselineChosen(const QString& folder); ///< empty: there is to be none
    void notesWritten();
    void said(const QString& message); ///< what was done, or could not be

private:
    QAction* add(const QString& text, const QString& iconName, const QKeySequence& key, const QString& toolTip);
    void makeActions();
    void connectActions();
    void showMenu(const QPoint& at);

    std::optional<RunRow>
    onlyOne() const; ///< the selected run, if there are not several: a selection is told of a moment late
    QStringList selectedFolders() const;
    void resumeSelected();
    void stopSelected();
    void pauseSelected();
    void revealSelected();
    void editNotes(bool name);
    void exportMetrics();
    void writeCsv(const QString& title, const QString& name, std::function<report::Table()> table);

    bool isBaseline(const RunRow& row) const;

    RunsTable* m_table;
    JobQueue& m_queue;
    QAction* m_resume = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_pause = nullptr;
    QAction* m_duplicate = nullptr;
    QAction* m_further = nullptr;
    QAction* m_evaluate = nullptr;
    QAction* m_reveal = nullptr;
    QAction* m_copyPath = nullptr;
    QAction* m_rename = nullptr;
    QAction* m_note = nullptr;
    QAction* m_baseline = nullptr;
    QAction* m_exportMetrics = nullptr;
    QAction* m_trash = nullptr;
};

} // namespace dpl::ui
