#pragma once

#include <QAction>
#include <QList>
#include <QObject>
#include <QStringList>

class QMenu;

namespace dpl::ui {

class JobQueue;
class RunsTable;
class RunsTrash;

/// What can be done with the selected runs, by key, from a menu, or as buttons. Actions that do not fit the selection are disabled.
class RunActions : public QObject {
    Q_OBJECT

public:
    RunActions(RunsTable& table, JobQueue& queue, RunsTrash& trash, QObject* parent = nullptr);

    void update(); ///< after a change of the selection, or of a selected run
    void fillMenu(QMenu& menu) const;
    QList<QAction*> all() const;
    QList<QAction*> likeliest() const { return {m_resume, m_stop, m_duplicate, m_trash}; }

    QAction* resume() const { return m_resume; }
    QAction* trash() const { return m_trash; }

Q_SIGNALS:
    void resumeRequested(const QString& folder);
    void duplicateRequested(const QString& folder);
    void evaluationRequested(const QStringList& folders);
    void notesWritten();
    void said(const QString& message); ///< what was done, or why it could not be

private:
    QAction* add(const QString& text, const QString& iconName, const QKeySequence& key, const QString& toolTip);
    QStringList selectedFolders() const;
    void resumeSelected();
    void stopSelected();
    void pauseSelected();
    void revealSelected();
    void editNotes(bool name);
    void exportMetrics();
    void trashSelected();

    RunsTable& m_table;
    JobQueue& m_queue;
    RunsTrash& m_runsTrash;
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
};

} // namespace dpl::ui
