#include "pages/runs/runs_page.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "charts/curves_view.hpp"
#include "jobs/background.hpp"
#include "jobs/job_queue.hpp"
#include "models/runs_filter_model.hpp"
#include "pages/export_request.hpp"
#include "pages/runs/compare_panel.hpp"
#include "pages/runs/curves_panel.hpp"
#include "pages/runs/run_notes_dialog.hpp"
#include "pages/runs/runs_table.hpp"
#include "report/table_writers.hpp"
#include "runs/metrics_tail.hpp"
#include "runs/run_comparison.hpp"
#include "runs/run_curves.hpp"
#include "settings/settings.hpp"
#include "widgets/card.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/icon.hpp"
#include "widgets/notice.hpp"
#include "widgets/page_header.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int roomForTexts = 1400; ///< of the page, from which buttons have room for theirs
constexpr int mostCurves = 64; ///< of a selection; more cannot be told apart

bool isRunFolder(const QString& path)
{
    return QFileInfo::exists(path + QStringLiteral("/run.json"));
}

struct Trashed {
    std::vector<std::pair<QString, QString>> moved;
    QStringList failed;
};

} // namespace

RunsPage::RunsPage(Settings& settings, JobQueue& queue, QWidget* parent)
    : Page(parent), m_settings(settings), m_queue(queue), m_model(new RunsModel(this)), m_watch(new RunsWatch(this))
{
    makeHeader();
    m_stack = new QStackedWidget;
    m_empty = new EmptyState(QStringLiteral("runs"), tr("No runs yet"),
        tr("Every training below the runs folder will be here, whoever writes it: this window, a terminal, another machine. Its curves move "
           "while it learns."));
    m_empty->setButton(tr("Train a reward model"));
    connect(m_empty, &EmptyState::buttonClicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("train")); });
    auto* emptyCard = new Card;
    emptyCard->body()->addWidget(m_empty, 1);
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(12);
    m_splitter->addWidget(makeTableCard());
    m_splitter->addWidget(makeLower());
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({240, 420});
    m_stack->addWidget(new Card);
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(m_splitter);

    auto* noticeRow = new QHBoxLayout;
    noticeRow->setSpacing(8);
    m_notice = new Notice(Tone::neutral);
    m_notice->hide();
    m_putBack = new QPushButton(tr("Put back"));
    m_putBack->setToolTip(tr("Take the runs out of the trash again"));
    m_putBack->hide();
    noticeRow->addWidget(m_notice, 1);
    noticeRow->addWidget(m_putBack);
    connect(m_putBack, &QPushButton::clicked, this, &RunsPage::putBack);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_filterProblem);
    column->addLayout(noticeRow);
    column->addWidget(m_stack, 1);

    makeActions();
    m_saving.setSingleShot(true);
    m_saving.setInterval(500);
    connect(&m_saving, &QTimer::timeout, this, &RunsPage::saveState);
    m_selecting.setSingleShot(true);
    m_selecting.setInterval(0);
    connect(&m_selecting, &QTimer::timeout, this, &RunsPage::selectionChanged);
    connect(m_table, &RunsTable::selectedRunsChanged, &m_selecting, qOverload<>(&QTimer::start));
    connect(m_table, &RunsTable::layoutChosen, &m_saving, qOverload<>(&QTimer::start));
    connect(m_curves, &CurvesPanel::changed, &m_saving, qOverload<>(&QTimer::start));
    connect(m_curves, &CurvesPanel::curvesShown, this, &RunsPage::updateActions);
    connect(m_watch, &RunsWatch::found, this, &RunsPage::runsFound);
    connect(m_watch, &RunsWatch::failed, this, &RunsPage::say);
    connect(&m_queue, &JobQueue::statusChanged, this, [this](const JobStatus& status) {
        const Json& recipe = m_queue.recipe(status.id);
        m_model->setJob(status, recipe.is_object() && recipe.contains("params") ? recipe["params"] : Json());
        if (!status.isActive()) {
            m_watch->look();
        }
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, [this] { updateActions(); });
    const auto countChanged = [this] { updateHeader(); };
    connect(m_model, &QAbstractItemModel::rowsInserted, this, countChanged);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, countChanged);
    connect(m_model, &QAbstractItemModel::modelReset, this, countChanged);
    connect(&m_settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::runsFolder().key) {
            m_model->setRunsFolder(m_settings.value(known::runsFolder()));
            m_watch->setFolder(m_settings.value(known::runsFolder()));
        }
    });
    restoreState();
    m_model->setRunsFolder(m_settings.value(known::runsFolder()));
    m_watch->setFolder(m_settings.value(known::runsFolder()));
    updateActions();
}

void RunsPage::makeHeader()
{
    m_header = new PageHeader(title());
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter: state:running head:base …"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(264);
    m_filter->setAccessibleName(tr("Filter of the runs"));
    m_filter->setToolTip(tr("Words that all have to be in a run's name, experiment, backbone, note or tags, and state:, head:, subset:, seed:, tag:, "
                            "experiment:, backbone:, kind: with how the value begins (Ctrl+F)"));
    m_group = new QPushButton(tr("Group by sweep"));
    m_group->setCheckable(true);
    m_group->setToolTip(tr("Runs below the experiment that they belong to (default: one list)"));
    m_columns = new QPushButton(tr("Columns"));
    m_columns->setToolTip(tr("Choose the columns; drag headings to move them"));
    m_export = new QPushButton(tr("Export curves…"));
    m_export->setToolTip(tr("Export both charts as PDF, SVG, PNG, PGF or CSV (Ctrl+E)"));
    for (QWidget* widget : std::initializer_list<QWidget*>{m_filter, m_group, m_columns, m_export}) {
        m_header->addButton(widget);
        widget->hide(); // until there are runs
    }
    m_filterProblem = new SecondaryLabel;
    m_filterProblem->setAlignment(Qt::AlignRight);
    m_filterProblem->hide();
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_table->setFilter(text);
        m_filterProblem->setText(m_table->filtered().problem());
        m_filterProblem->setVisible(!m_filterProblem->text().isEmpty());
        updateHeader();
    });
    connect(m_group, &QPushButton::toggled, this, [this](bool on) { m_table->setGrouped(on); });
    connect(m_columns, &QPushButton::clicked, this, [this] {
        QMenu* menu = m_table->columnsMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
    });
    connect(m_export, &QPushButton::clicked, this, &RunsPage::exportFigure);
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        m_filter->setFocus();
        m_filter->selectAll();
    });
}

QWidget* RunsPage::makeTableCard()
{
    auto* card = new Card;
    m_table = new RunsTable(m_model);
    m_table->setMinimumHeight(120);
    card->body()->addWidget(m_table, 1);
    connect(m_table, &QWidget::customContextMenuRequested, this, &RunsPage::showRunMenu);
    connect(m_filter, &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
    return card;
}

QWidget* RunsPage::makeLower()
{
    auto* lower = new QWidget;
    auto* column = new QVBoxLayout(lower);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_view = new SegmentedControl;
    m_view->setAccessibleName(tr("What is shown of the selected runs"));
    m_view->addSegment(tr("Curves"), tr("The numbers of the selected runs over each other"));
    m_view->addSegment(tr("Compare"), tr("The parameters in which the selected runs differ, and their last numbers"));
    m_curves = new CurvesPanel;
    m_comparison = new ComparePanel;
    auto* bar = new QHBoxLayout;
    bar->setSpacing(16);
    bar->addWidget(m_view);
    m_buttonRow = new QHBoxLayout;
    m_buttonRow->setSpacing(4);
    bar->addLayout(m_buttonRow);
    bar->addStretch(1);
    bar->addWidget(m_curves->controls());
    m_lower = new QStackedWidget;
    m_lower->addWidget(m_curves);
    m_lower->addWidget(m_comparison);
    m_why = new Notice(Tone::bad);
    m_why->hide();
    column->addWidget(m_why);
    column->addLayout(bar);
    column->addWidget(m_lower, 1);
    connect(m_view, &SegmentedControl::currentChanged, this, [this](int index) {
        m_lower->setCurrentIndex(index);
        m_curves->controls()->setVisible(index == 0);
        m_saving.start();
    });
    return lower;
}

QAction* RunsPage::addAction(const QString& text, const QString& iconName, const QKeySequence& key, const QString& toolTip)
{
    auto* action = new QAction(icon(iconName), text, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(toolTip);
    m_table->addAction(action);
    return action;
}

void RunsPage::makeActions()
{
    m_resume = addAction(tr("Resume"), QStringLiteral("resume"), Qt::Key_R, tr("Go on from the last checkpoint (R)"));
    m_stop = addAction(tr("Stop"), QStringLiteral("stop"), Qt::Key_S, tr("Stop the run; what is done is kept, and it can be resumed (S)"));
    m_pause = addAction(tr("Pause"), QStringLiteral("pause"), Qt::Key_P, tr("Pause the run, or let it go on (P)"));
    m_duplicate = addAction(tr("Duplicate"), QStringLiteral("copy"), Qt::Key_D, tr("Take over the parameters, to be changed and started (D)"));
    m_evaluate = addAction(tr("Evaluate…"), QStringLiteral("evaluate"), Qt::Key_E, tr("Evaluate the trained models of the selected runs (E)"));
    m_reveal = addAction(tr("Open folder"), QStringLiteral("folder"), Qt::Key_O, tr("Show the run's folder (O)"));
    m_copyPath = addAction(tr("Copy path"), QStringLiteral("copy"), QKeySequence::Copy, tr("Copy the paths of the selected runs (Ctrl+C)"));
    m_rename = addAction(tr("Rename…"), QStringLiteral("runs"), Qt::Key_F2, tr("Give the run another name (F2)"));
    m_note = addAction(tr("Note and tags…"), QStringLiteral("runs"), Qt::Key_N, tr("Write a note on the run, and tags to find it by (N)"));
    m_exportMetrics = addAction(tr("Export metrics as CSV…"), QStringLiteral("export"), Qt::Key_M, tr("Every number that the run wrote, one step a row (M)"));
    m_trash = addAction(tr("Move to trash"), QStringLiteral("trash"), QKeySequence::Delete, tr("Move the folders of the selected runs to the trash (Delete)"));
    connect(m_resume, &QAction::triggered, this, &RunsPage::resumeSelected);
    connect(m_stop, &QAction::triggered, this, [this] {
        for (const RunRow& row : m_table->selectedRuns()) {
            if (row.isActive() && row.job != 0) {
                m_queue.stop(row.job);
            }
        }
    });
    connect(m_pause, &QAction::triggered, this, [this] {
        for (const RunRow& row : m_table->selectedRuns()) {
            if (row.isActive() && row.job != 0) {
                row.state == JobState::paused ? m_queue.unpause(row.job) : m_queue.pause(row.job);
            }
        }
    });
    connect(m_duplicate, &QAction::triggered, this, [this] {
        const auto rows = m_table->selectedRuns();
        if (!rows.empty()) {
            Q_EMIT duplicateRequested(rows.front().folder());
        }
    });
    connect(m_evaluate, &QAction::triggered, this, [this] {
        QStringList folders;
        for (const RunRow& row : m_table->selectedRuns()) {
            folders << row.folder();
        }
        Q_EMIT evaluationRequested(folders);
    });
    connect(m_reveal, &QAction::triggered, this, &RunsPage::revealSelected);
    connect(m_copyPath, &QAction::triggered, this, [this] {
        QStringList folders;
        for (const RunRow& row : m_table->selectedRuns()) {
            folders << row.folder();
        }
        QGuiApplication::clipboard()->setText(folders.join(u'\n'));
    });
    connect(m_rename, &QAction::triggered, this, [this] { editNotes(true); });
    connect(m_note, &QAction::triggered, this, [this] { editNotes(false); });
    connect(m_exportMetrics, &QAction::triggered, this, &RunsPage::exportMetrics);
    connect(m_trash, &QAction::triggered, this, &RunsPage::trashSelected);
    connect(m_table, &QTreeView::activated, this, [this] { m_curves->chart(0)->setFocus(Qt::ShortcutFocusReason); });
    // The likeliest ones as buttons, in the bar above the curves.
    for (QAction* action : {m_resume, m_stop, m_duplicate, m_trash}) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        m_buttonRow->addWidget(button);
        m_buttons << button;
    }
}

QList<QAction*> RunsPage::paletteActions() const
{
    return {m_resume, m_stop, m_pause, m_duplicate, m_evaluate, m_reveal, m_copyPath, m_rename, m_note, m_exportMetrics, m_trash};
}

void RunsPage::showRunMenu(const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_resume, m_stop, m_pause, m_duplicate, m_evaluate});
    menu->addSeparator();
    menu->addActions({m_rename, m_note});
    menu->addSeparator();
    menu->addActions({m_reveal, m_copyPath, m_exportMetrics});
    menu->addSeparator();
    menu->addAction(m_trash);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void RunsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (!isAncestorOf(QApplication::focusWidget())) {
        m_table->setFocus();
    }
    m_watch->setActive(true);
}

void RunsPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_watch->setActive(false);
}

void RunsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    for (QToolButton* button : std::as_const(m_buttons)) {
        button->setToolButtonStyle(width() < roomForTexts ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    }
}

void RunsPage::runsFound(const ListedRuns& runs)
{
    m_found = true;
    const int groups = m_model->isGrouped() ? m_model->rowCount() : 0;
    m_model->setRuns(runs);
    if (m_model->isGrouped() && m_model->rowCount() != groups) {
        m_table->expandAll();
    }
    if (!m_toSelect.isEmpty()) {
        if (m_model->indexOf(m_toSelect).isValid()) {
            if (!m_table->select(m_toSelect)) {
                m_filter->clear(); // which hides what was asked for
                m_table->select(m_toSelect);
            }
            m_toSelect.clear();
            m_choseFirst = true;
        }
    } else if (!m_choseFirst && m_table->filtered().rowCount() > 0 && m_selected.empty()) {
        m_choseFirst = true;
        const QModelIndex top = m_table->model()->index(0, 0);
        const QModelIndex run = m_table->filtered().row(top) ? top : m_table->model()->index(0, 0, top);
        m_table->selectionModel()->setCurrentIndex(run, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
    updateHeader();
    showSelection();
}

void RunsPage::selectionChanged()
{
    const std::vector<RunRow> rows = m_table->selectedRuns();
    std::vector<QString> order;
    const auto isSelected = [&rows](const QString& folder) {
        return std::any_of(rows.begin(), rows.end(), [&folder](const RunRow& row) { return row.folder() == folder; });
    };
    std::copy_if(m_selected.begin(), m_selected.end(), std::back_inserter(order), isSelected);
    for (const RunRow& row : rows) {
        if (std::find(order.begin(), order.end(), row.folder()) == order.end()) {
            order.push_back(row.folder());
        }
    }
    m_selected = std::move(order);
    showSelection();
}

void RunsPage::showSelection()
{
    std::vector<std::shared_ptr<const runs::ListedRun>> shown;
    std::vector<runs::ListedRun> copies;
    for (const QString& folder : m_selected) {
        const RunRow* row = m_model->row(m_model->indexOf(folder));
        if (row && int(shown.size()) < mostCurves) {
            shown.push_back(row->run);
            copies.push_back(*row->run);
        }
    }
    const std::vector<report::SeriesRole> roles = runs::rolesOf(copies);
    QHash<QString, report::SeriesRole> byFolder;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        byFolder.insert(QString::fromStdString(shown[i]->folder.string()), roles[i]);
    }
    m_model->setCurveRoles(byFolder);
    m_comparison->setRuns(shown, roles);
    m_curves->setRuns(std::move(shown), roles);
    updateActions();
    updateHeader();
}

void RunsPage::updateHeader()
{
    const int count = m_model->runCount();
    const int shownBefore = m_stack->currentIndex();
    m_stack->setCurrentIndex(count > 0 ? 2 : m_found ? 1 : 0);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_filter, m_group, m_columns, m_export}) {
        widget->setVisible(count > 0);
    }
    if (shownBefore != m_stack->currentIndex() && count > 0 && isVisible() && !isAncestorOf(QApplication::focusWidget())) {
        m_table->setFocus(); // which was hidden when the page came up
    }
    if (count == 0) {
        m_header->setNote(m_found ? QString() : tr("looking into %1…").arg(QDir::toNativeSeparators(m_watch->folder())));
        return;
    }
    const int shown = m_table->filtered().shownRuns();
    QStringList parts{shown == count ? count == 1 ? tr("1 run") : tr("%1 runs").arg(count) : tr("%1 of %2 runs").arg(shown).arg(count)};
    if (const int running = m_model->runningCount()) {
        parts << tr("%1 running").arg(running);
    }
    if (m_selected.size() > 1) {
        parts << (int(m_selected.size()) > mostCurves ? tr("%1 selected, curves of the first %2").arg(m_selected.size()).arg(mostCurves)
                                                      : tr("%1 selected").arg(m_selected.size()));
    }
    m_header->setNote(parts.join(QStringLiteral(" · ")));
}

void RunsPage::updateActions()
{
    const std::vector<RunRow> rows = m_table->selectedRuns();
    const auto any = [&rows](auto test) { return std::any_of(rows.begin(), rows.end(), test); };
    const bool some = !rows.empty();
    const bool one = rows.size() == 1;
    const bool ours = any([](const RunRow& row) { return row.isActive() && row.job != 0; });
    m_resume->setEnabled(any([](const RunRow& row) { return !row.isActive() && row.run->canResume(); }));
    m_stop->setEnabled(ours);
    m_pause->setEnabled(ours);
    m_pause->setText(any([](const RunRow& row) { return row.state == JobState::paused; }) ? tr("Continue") : tr("Pause"));
    m_duplicate->setEnabled(one && rows.front().run->error.empty());
    m_evaluate->setEnabled(any([](const RunRow& row) { return row.state == JobState::finished && !row.run->head.empty(); }));
    m_reveal->setEnabled(one);
    m_copyPath->setEnabled(some);
    m_rename->setEnabled(one && rows.front().state != JobState::queued);
    m_note->setEnabled(m_rename->isEnabled());
    m_exportMetrics->setEnabled(one);
    m_trash->setEnabled(some && !any([](const RunRow& row) { return row.isActive(); }));
    m_trash->setToolTip(some && !m_trash->isEnabled() ? tr("A run that is being written cannot go to the trash: stop it first")
                                                      : tr("Move the folders of the selected runs to the trash (Delete)"));
    m_why->setText(one && rows.front().state == JobState::failed ? RunsModel::happened(rows.front()) : QString());
    m_export->setEnabled(m_curves->hasCurves());
}

void RunsPage::resumeSelected()
{
    for (const RunRow& row : m_table->selectedRuns()) {
        if (!row.isActive() && row.run->canResume()) {
            Q_EMIT resumeRequested(row.folder());
        }
    }
}

void RunsPage::revealSelected()
{
    const auto rows = m_table->selectedRuns();
    if (!rows.empty() && !QDesktopServices::openUrl(QUrl::fromLocalFile(rows.front().folder()))) {
        say(tr("No program of this desktop opens folders; the run lies in %1").arg(rows.front().folder()));
    }
}

void RunsPage::editNotes(bool name)
{
    const auto rows = m_table->selectedRuns();
    if (rows.size() != 1) {
        return;
    }
    runs::ListedRun unnamed = *rows.front().run;
    unnamed.notes.name.clear();
    auto* dialog = new RunNotesDialog(rows.front().folder(), QString::fromStdString(unnamed.name()), rows.front().run->notes,
        name ? RunNotesDialog::Field::name : RunNotesDialog::Field::note, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        inBackground(this,
            [folder = dialog->folder().toStdString(), notes = dialog->notes()] {
                runs::writeNotes(folder, notes);
                return true;
            },
            [this](bool) { m_watch->look(); }, [this](const QString& message) { say(message); });
    });
    dialog->open();
}

void RunsPage::exportFigure()
{
    if (!m_curves->hasCurves()) {
        return;
    }
    QList<report::Table> tables;
    for (report::Table& table : m_comparison->tables()) {
        tables << std::move(table);
    }
    Json parameters;
    for (const QString& folder : m_selected) {
        if (const RunRow* row = m_model->row(m_model->indexOf(folder))) {
            parameters[row->run->folder.string()] = row->run->record.params;
        }
    }
    requestExport(*this, m_settings, m_curves->figure(), tables, parameters);
}

void RunsPage::exportMetrics()
{
    const auto rows = m_table->selectedRuns();
    if (rows.size() != 1) {
        return;
    }
    const auto run = rows.front().run;
    auto* dialog = new QFileDialog(this, tr("Export metrics as CSV"), QDir::homePath(), tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QString::fromStdString(run->folder.filename().string()) + QStringLiteral(".csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, run](const QString& file) {
        inBackground(this,
            [run, file] {
                runs::MetricsTail tail(run->folder);
                tail.update();
                writeFileAtomically(file.toStdString(), report::toCsv(runs::metricsTable(*run, tail)));
                return file;
            },
            [this](const QString& written) { say(tr("Written to %1").arg(QDir::toNativeSeparators(written))); },
            [this](const QString& message) { say(message); });
    });
    dialog->open();
}

void RunsPage::trashSelected()
{
    const std::vector<RunRow> rows = m_table->selectedRuns();
    QStringList folders;
    for (const RunRow& row : rows) {
        if (row.isActive()) {
            say(tr("%1 is being written: stop it first, and then move it to the trash").arg(row.name()));
            return;
        }
        folders << row.folder();
    }
    if (folders.isEmpty()) {
        return;
    }
    inBackground(this,
        [folders] {
            Trashed result;
            for (const QString& folder : folders) {
                QString place;
                if (QFile::moveToTrash(folder, &place)) {
                    result.moved.emplace_back(folder, place);
                } else {
                    result.failed << folder;
                }
            }
            return result;
        },
        [this](const Trashed& result) {
            m_trashed = result.moved;
            say(!result.failed.isEmpty() ? tr("%1 could not be moved to the trash; remove the folder by hand").arg(result.failed.join(tr(", ")))
                                         : result.moved.size() == 1 ? tr("1 run moved to the trash") : tr("%1 runs moved to the trash").arg(result.moved.size()));
            m_putBack->setVisible(!m_trashed.empty());
            m_watch->look();
        },
        [this](const QString& message) { say(message); });
}

void RunsPage::putBack()
{
    inBackground(this,
        [trashed = m_trashed] {
            QStringList failed;
            for (const auto& [folder, place] : trashed) {
                if (!QDir().rename(place, folder)) {
                    failed << place;
                    continue;
                }
                // The note of where it came from, as freedesktop.org's trash keeps it.
                const QFileInfo info(place);
                QFile::remove(info.dir().filePath(QStringLiteral("../info/%1.trashinfo").arg(info.fileName())));
            }
            return failed;
        },
        [this](const QStringList& failed) {
            m_trashed.clear();
            say(failed.isEmpty() ? QString() : tr("%1 could not be put back").arg(failed.join(tr(", "))));
            m_watch->look();
        },
        [this](const QString& message) { say(message); });
}

void RunsPage::say(const QString& message)
{
    m_notice->setText(message);
    m_putBack->hide();
}

bool RunsPage::openPath(const QString& path)
{
    const QString folder = QDir::cleanPath(path);
    if (!isRunFolder(folder)) {
        return false;
    }
    const QString root = QDir::cleanPath(m_watch->folder());
    if (!folder.startsWith(root + u'/')) {
        m_watch->addFolder(folder);
    }
    if (m_found && m_table->select(folder)) {
        return true;
    }
    m_toSelect = folder;
    m_watch->look();
    return true;
}

void RunsPage::restoreState()
{
    const QString stored = m_settings.value(known::pageParameters(iconName()));
    if (stored.isEmpty()) {
        m_view->setCurrentIndex(0);
        m_curves->restore(Json::object());
        return;
    }
    try {
        const Json state = parseJson(stored.toStdString(), "settings");
        m_table->restore(state.value("table", Json::object()));
        m_curves->restore(state.value("curves", Json::object()));
        m_view->setCurrentIndex(std::clamp(state.value("view", 0), 0, 1));
        m_group->setChecked(m_model->isGrouped());
        const std::string splitter = state.value("splitter", std::string());
        m_splitter->restoreState(QByteArray::fromBase64(QByteArray::fromStdString(splitter)));
        m_splitter->setChildrenCollapsible(false);
    } catch (const std::exception&) {
        // Of another version: the defaults stand in its place.
    }
}

void RunsPage::saveState()
{
    Json state;
    state["table"] = m_table->state();
    state["curves"] = m_curves->state();
    state["view"] = m_view->currentIndex();
    state["splitter"] = m_splitter->saveState().toBase64().toStdString();
    m_settings.setValue(known::pageParameters(iconName()), QString::fromStdString(state.dump()));
}

} // namespace dpl::ui
