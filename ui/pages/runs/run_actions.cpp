#include "pages/runs/run_actions.hpp"

#include "base/background.hpp"
#include "base/files.hpp"
#include "base/icon.hpp"
#include "jobs/job_queue.hpp"
#include "pages/runs/run_notes_dialog.hpp"
#include "pages/runs/runs_table.hpp"
#include "report/table_writers.hpp"
#include "runs/metrics_tail.hpp"
#include "runs/run_comparison.hpp"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QUrl>

#include <algorithm>

namespace dpl::ui {

namespace {

QKeySequence withModifiers(Qt::Key letter)
{
    return QKeySequence(Qt::CTRL | Qt::SHIFT | letter);
}

/// As a job of this window.
bool isActiveHere(const RunRow& row)
{
    return row.isActive() && row.job != 0;
}

bool isPausedHere(const RunRow& row)
{
    return isActiveHere(row) && row.state == JobState::paused;
}

/// By a job of its own.
bool canBegin(const RunRow& row)
{
    return !row.isActive() && row.run->canResume();
}

} // namespace

RunActions::RunActions(RunsTable* table, JobQueue& queue, QObject* parent)
    : QObject(parent), m_table(table), m_queue(queue)
{
    makeActions();
    connectActions();
    connect(m_table, &QWidget::customContextMenuRequested, this, &RunActions::showMenu);
    update();
}

QAction* RunActions::add(const QString& text, const QString& iconName, const QKeySequence& key, const QString& toolTip)
{
    auto* action = new QAction(icon(iconName), text, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(toolTip);
    m_table->addAction(action);
    return action;
}

void RunActions::makeActions()
{
    m_resume = add(tr("Resume"), QStringLiteral("resume"), withModifiers(Qt::Key_R),
        tr("Resume a run that is paused, was stopped or has failed (Ctrl+Shift+R)"));
    m_stop = add(tr("Stop"), QStringLiteral("stop"), withModifiers(Qt::Key_S),
        tr("Stop the run and keep its progress; it can be resumed (Ctrl+Shift+S)"));
    m_pause = add(tr("Pause"), QStringLiteral("pause"), withModifiers(Qt::Key_P),
        tr("Pause the run until you resume it (Ctrl+Shift+P)"));
    m_duplicate = add(tr("Duplicate"), QStringLiteral("duplicate"), withModifiers(Qt::Key_D),
        tr("Use the parameters for a new run (Ctrl+Shift+D)"));
    m_further = add(tr("Train further"), QStringLiteral("train"), withModifiers(Qt::Key_F),
        tr("Start a new run from the trained model of this one: more epochs, another schedule, other data "
           "(Ctrl+Shift+F)"));
    m_evaluate = add(tr("Evaluate…"), QStringLiteral("evaluate"), withModifiers(Qt::Key_E),
        tr("Evaluate the trained models of the selected runs (Ctrl+Shift+E)"));
    m_reveal = add(tr("Open folder"), QStringLiteral("folder"), withModifiers(Qt::Key_O),
        tr("Show the run's folder (Ctrl+Shift+O)"));
    m_copyPath = add(tr("Copy path"), QStringLiteral("copy"), QKeySequence::Copy,
        tr("Copy the paths of the selected runs (Ctrl+C)"));
    m_rename = add(tr("Rename…"), QStringLiteral("rename"), Qt::Key_F2, tr("Give the run another name (F2)"));
    m_note = add(tr("Note and tags…"), QStringLiteral("tag"), withModifiers(Qt::Key_N),
        tr("Write a note on the run, and tags to find it by (Ctrl+Shift+N)"));
    m_baseline = add(tr("Use as baseline"), QStringLiteral("baseline"), withModifiers(Qt::Key_B),
        tr("Compare the results of all runs with those of this one (Ctrl+Shift+B)"));
    m_exportMetrics = add(tr("Export metrics as CSV…"), QStringLiteral("export"), withModifiers(Qt::Key_M),
        tr("Every number that the run wrote, one row per step (Ctrl+Shift+M)"));
    m_trash = add(tr("Move to trash"), QStringLiteral("trash"), QKeySequence::Delete, {});
}

void RunActions::connectActions()
{
    connect(m_resume, &QAction::triggered, this, &RunActions::resumeSelected);
    connect(m_stop, &QAction::triggered, this, &RunActions::stopSelected);
    connect(m_pause, &QAction::triggered, this, &RunActions::pauseSelected);
    connect(m_duplicate, &QAction::triggered, this, [this] {
        if (const auto row = onlyOne()) {
            Q_EMIT duplicateRequested(row->folder());
        }
    });
    connect(m_further, &QAction::triggered, this, [this] {
        if (const auto row = onlyOne()) {
            Q_EMIT furtherTrainingRequested(row->folder());
        }
    });
    connect(m_evaluate, &QAction::triggered, this, [this] { Q_EMIT evaluationRequested(selectedFolders()); });
    connect(m_reveal, &QAction::triggered, this, &RunActions::revealSelected);
    connect(m_copyPath, &QAction::triggered, this,
        [this] { QGuiApplication::clipboard()->setText(selectedFolders().join(u'\n')); });
    connect(m_rename, &QAction::triggered, this, [this] { editNotes(true); });
    connect(m_note, &QAction::triggered, this, [this] { editNotes(false); });
    connect(m_baseline, &QAction::triggered, this, [this] {
        if (const auto row = onlyOne()) {
            Q_EMIT baselineChosen(isBaseline(*row) ? QString() : row->folder());
        }
    });
    connect(m_exportMetrics, &QAction::triggered, this, &RunActions::exportMetrics);
    connect(m_trash, &QAction::triggered, this, [this] { Q_EMIT trashRequested(selectedFolders()); });
}

QList<QAction*> RunActions::all() const
{
    return {m_resume, m_stop, m_pause, m_duplicate, m_further, m_evaluate, m_reveal, m_copyPath, m_rename, m_note,
        m_baseline, m_exportMetrics, m_trash};
}

QList<QAction*> RunActions::likeliest() const
{
    return {m_resume, m_stop, m_duplicate, m_further, m_trash};
}

void RunActions::showMenu(const QPoint& at)
{
    update(); // the click that asked for the menu may have selected another run
    auto* menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_resume, m_stop, m_pause, m_duplicate, m_further, m_evaluate});
    menu->addSeparator();
    menu->addActions({m_baseline, m_rename, m_note});
    menu->addSeparator();
    menu->addActions({m_reveal, m_copyPath, m_exportMetrics});
    menu->addSeparator();
    menu->addAction(m_trash);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void RunActions::update()
{
    update(m_table->selectedRows());
}

void RunActions::update(const std::vector<const RunRow*>& rows)
{
    const auto any = [&rows](auto test) {
        return std::any_of(rows.begin(), rows.end(), [&test](const RunRow* row) { return test(*row); });
    };
    const bool some = !rows.empty();
    const bool one = rows.size() == 1;
    m_resume->setEnabled(any([](const RunRow& row) { return isPausedHere(row) || canBegin(row); }));
    m_stop->setEnabled(any(isActiveHere));
    m_pause->setEnabled(any([](const RunRow& row) { return isActiveHere(row) && !isPausedHere(row); }));
    m_duplicate->setEnabled(one && rows.front()->run->error.empty());
    m_further->setEnabled(one && rows.front()->state == JobState::finished && !rows.front()->run->head.empty()
        && !rows.front()->run->modelIsGone);
    m_evaluate->setEnabled(any([](const RunRow& row) {
        return row.state == JobState::finished && !row.run->head.empty() && !row.run->modelIsGone;
    }));
    m_reveal->setEnabled(one);
    m_copyPath->setEnabled(some);
    m_rename->setEnabled(one && rows.front()->state != JobState::queued);
    m_note->setEnabled(m_rename->isEnabled());
    m_baseline->setEnabled(one);
    m_baseline->setText(one && isBaseline(*rows.front()) ? tr("No baseline") : tr("Use as baseline"));
    m_exportMetrics->setEnabled(one);
    m_trash->setEnabled(some && !any([](const RunRow& row) { return row.isActive(); }));
    m_trash->setToolTip(some && !m_trash->isEnabled()
            ? tr("A run that is being written cannot be moved to the trash: stop it first")
            : tr("Move the folders of the selected runs to the trash (Delete)"));
}

bool RunActions::isBaseline(const RunRow& row) const
{
    return row.folder() == m_table->baseline();
}

std::optional<RunRow> RunActions::onlyOne() const
{
    std::vector<RunRow> rows = m_table->selectedRuns();
    return rows.size() == 1 ? std::optional(std::move(rows.front())) : std::nullopt;
}

QStringList RunActions::selectedFolders() const
{
    QStringList folders;
    for (const RunRow& row : m_table->selectedRuns()) {
        folders << row.folder();
    }
    return folders;
}

void RunActions::resumeSelected()
{
    for (const RunRow& row : m_table->selectedRuns()) {
        if (isPausedHere(row)) {
            m_queue.unpause(row.job);
        } else if (canBegin(row)) {
            Q_EMIT resumeRequested(row.folder());
        }
    }
}

void RunActions::stopSelected()
{
    for (const RunRow& row : m_table->selectedRuns()) {
        if (isActiveHere(row)) {
            m_queue.stop(row.job);
        }
    }
}

void RunActions::pauseSelected()
{
    for (const RunRow& row : m_table->selectedRuns()) {
        if (isActiveHere(row)) {
            m_queue.pause(row.job); // one that is paused stays so
        }
    }
}

void RunActions::revealSelected()
{
    const auto row = onlyOne();
    if (row && !QDesktopServices::openUrl(QUrl::fromLocalFile(row->folder()))) {
        Q_EMIT said(tr("No program on this desktop opens folders; the run is in %1").arg(row->folder()));
    }
}

void RunActions::editNotes(bool name)
{
    const auto row = onlyOne();
    if (!row) {
        return;
    }
    runs::ListedRun unnamed = *row->run;
    unnamed.notes.name.clear();
    auto* dialog = new RunNotesDialog(row->folder(), QString::fromStdString(unnamed.name()), row->run->notes,
        name ? RunNotesDialog::Field::name : RunNotesDialog::Field::note, m_table);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        inBackground(
            this,
            [folder = dialog->folder().toStdString(), notes = dialog->notes()] {
                runs::writeNotes(folder, notes);
                return true;
            },
            [this](bool) { Q_EMIT notesWritten(); }, [this](const QString& message) { Q_EMIT said(message); });
    });
    dialog->open();
}

void RunActions::exportMetrics()
{
    const auto row = onlyOne();
    if (!row) {
        return;
    }
    writeCsv(
        tr("Export metrics as CSV"), QString::fromStdString(row->run->folder.filename().string()), [run = row->run] {
            runs::MetricsTail tail(run->folder);
            tail.update();
            return runs::metricsTable(*run, tail);
        });
}

void RunActions::exportTable(const report::Table& table)
{
    writeCsv(tr("Export the table as CSV"), QString::fromStdString(table.name), [table] { return table; });
}

void RunActions::writeCsv(const QString& title, const QString& name, std::function<report::Table()> table)
{
    auto* dialog = new QFileDialog(m_table, title, QDir::homePath(), tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(name + QStringLiteral(".csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, table = std::move(table)](const QString& file) {
        inBackground(
            this,
            [table, file] {
                writeFileAtomically(file.toStdString(), report::toCsv(table()));
                return file;
            },
            [this](const QString& written) { Q_EMIT said(tr("Written to %1").arg(QDir::toNativeSeparators(written))); },
            [this](const QString& message) { Q_EMIT said(message); });
    });
    dialog->open();
}

} // namespace dpl::ui
