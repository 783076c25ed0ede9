#include "pages/runs/runs_page.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "charts/curves_view.hpp"
#include "jobs/job_queue.hpp"
#include "models/run_index.hpp"
#include "models/runs_filter_model.hpp"
#include "pages/export_request.hpp"
#include "pages/runs/compare_panel.hpp"
#include "pages/runs/curves_panel.hpp"
#include "pages/runs/log_panel.hpp"
#include "pages/runs/run_actions.hpp"
#include "pages/runs/run_selection.hpp"
#include "pages/runs/runs_header.hpp"
#include "pages/runs/runs_table.hpp"
#include "pages/runs/runs_trash.hpp"
#include "pages/runs/selected_runs_panel.hpp"
#include "runs/listed_run.hpp"
#include "settings/settings.hpp"
#include "widgets/card.hpp"
#include "widgets/current_stack.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/notice_row.hpp"
#include "widgets/secondary_label.hpp"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

/// Of the stack.
enum Shown { looking, nothing, list };

bool isRunFolder(const QString& path)
{
    return QFileInfo::exists(path + QStringLiteral("/run.json"));
}

} // namespace

RunsPage::RunsPage(Settings& settings, JobQueue& queue, RunIndex& index, QWidget* parent)
    : Page(parent), m_settings(settings), m_queue(queue), m_index(index), m_model(new RunsModel(this)),
      m_table(new RunsTable(m_model)), m_header(new RunsHeader(title(), m_table)),
      m_selection(new RunSelection(m_model, m_table, this)), m_actions(new RunActions(m_table, m_queue, this)),
      m_trash(new RunsTrash(this)), m_selected(new SelectedRunsPanel(*m_actions))
{
    makeNotices();
    makeStack();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_notice);
    column->addWidget(m_stack, 1);

    m_saving.setSingleShot(true);
    m_saving.setInterval(500);
    m_updating.setSingleShot(true);
    m_updating.setInterval(0); // rows seldom change alone
    connectAll();
    restoreState();
    setFolder(m_settings.value(known::runsFolder()));
    m_model->setWatched(false); // until it is shown
    updateActions();
    updateHeader();
}

void RunsPage::makeNotices()
{
    m_notice = new NoticeRow(Tone::neutral);
    m_putBack = new QAction(tr("Put back"), this);
    m_putBack->setToolTip(tr("Restore the runs from the trash"));
    m_putBack->setVisible(false);
    auto* close = new QAction(tr("Close"), this);
    close->setToolTip(tr("Dismiss this notice"));
    m_notice->addButton(m_putBack);
    m_notice->addButton(close);
    connect(m_putBack, &QAction::triggered, m_trash, &RunsTrash::putBack);
    connect(close, &QAction::triggered, this, [this] { say({}); });
}

void RunsPage::makeStack()
{
    m_looking = new SecondaryLabel;
    m_looking->setAlignment(Qt::AlignCenter);
    auto* lookingCard = new Card;
    lookingCard->body()->addWidget(m_looking, 1);

    auto* empty = new EmptyState(QStringLiteral("runs"), tr("No runs yet"),
        tr("Every run in the runs folder appears here, whether it was started from this window, a terminal or another "
           "machine. Its curves move "
           "while it learns."));
    empty->setButton(tr("Train a reward model"));
    connect(empty, &EmptyState::buttonClicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("train")); });
    auto* emptyCard = new Card;
    emptyCard->body()->addWidget(empty, 1);

    auto* tableCard = new Card;
    m_table->setMinimumHeight(120);
    tableCard->body()->addWidget(m_table, 1);
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(12);
    m_splitter->addWidget(tableCard);
    m_splitter->addWidget(m_selected);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({240, 420});

    m_stack = new CurrentStack;
    m_stack->insertWidget(looking, lookingCard);
    m_stack->insertWidget(nothing, emptyCard);
    m_stack->insertWidget(list, m_splitter);
}

void RunsPage::connectAll()
{
    connect(&m_saving, &QTimer::timeout, this, &RunsPage::saveState);
    connect(m_table, &RunsTable::layoutChosen, &m_saving, qOverload<>(&QTimer::start));
    connect(curves(), &CurvesPanel::changed, &m_saving, qOverload<>(&QTimer::start));
    connect(m_selected, &SelectedRunsPanel::viewChanged, &m_saving, qOverload<>(&QTimer::start));

    connect(m_header, &RunsHeader::filtered, this, &RunsPage::updateHeader);
    connect(m_header, &RunsHeader::exportRequested, this, &RunsPage::exportFigure);
    connect(
        m_header, &RunsHeader::tableExportRequested, this, [this] { m_actions->exportTable(m_table->shownTable()); });
    connect(m_selection, &RunSelection::filterInTheWay, m_header, &RunsHeader::clearFilter);
    connect(m_selection, &RunSelection::changed, this, &RunsPage::showSelection);
    connect(curves(), &CurvesPanel::curvesShown, this, &RunsPage::updateActions);
    connect(m_table, &QTreeView::activated, this, [this] { curves()->chart(0)->setFocus(Qt::ShortcutFocusReason); });
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_header, &RunsHeader::focusFilter);

    connect(m_actions, &RunActions::resumeRequested, this, &Page::resumeRequested);
    connect(m_actions, &RunActions::duplicateRequested, this, &Page::duplicateRequested);
    connect(m_actions, &RunActions::furtherTrainingRequested, this, &Page::furtherTrainingRequested);
    connect(m_actions, &RunActions::evaluationRequested, this, &Page::evaluationRequested);
    connect(m_actions, &RunActions::trashRequested, m_trash, &RunsTrash::move);
    connect(m_actions, &RunActions::baselineChosen, this, [this](const QString& folder) {
        m_table->setBaseline(folder);
        m_selection->listed(); // the baseline's curves are among those of any selection
    });
    connect(m_actions, &RunActions::notesWritten, &m_index, &RunIndex::look);
    connect(m_actions, &RunActions::said, this, &RunsPage::say);
    connect(m_trash, &RunsTrash::done, this, [this](const QString& message) {
        say(message);
        m_putBack->setVisible(m_trash->canPutBack());
        m_index.look();
    });

    m_index.follow<runs::ListedRun>(this, [this] { takeRuns(); });
    connect(&m_index, &RunIndex::failed, this, &RunsPage::say);
    connect(&m_queue, &JobQueue::statusChanged, this,
        [this](const JobStatus& status) { m_model->setJob(status, m_queue.recipe(status.id)); });
    connect(&m_updating, &QTimer::timeout, this, &RunsPage::updateActions);
    connect(m_model, &QAbstractItemModel::dataChanged, &m_updating, qOverload<>(&QTimer::start));
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &RunsPage::updateHeader);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &RunsPage::updateHeader);
    connect(m_model, &QAbstractItemModel::modelReset, this, &RunsPage::updateHeader);
    connect(&m_settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::runsFolder().key) {
            setFolder(m_settings.value(known::runsFolder()));
        }
    });
}

void RunsPage::setFolder(const QString& folder)
{
    m_looking->setText(tr("Looking for runs in %1 …").arg(QDir::toNativeSeparators(folder)));
    m_model->setRunsFolder(folder);
}

CurvesPanel* RunsPage::curves() const
{
    return m_selected->curves();
}

ComparePanel* RunsPage::comparison() const
{
    return m_selected->comparison();
}

LogPanel* RunsPage::log() const
{
    return m_selected->log();
}

QAction* RunsPage::resumeAction() const
{
    return m_actions->resume();
}

QAction* RunsPage::trashAction() const
{
    return m_actions->trash();
}

QList<QAction*> RunsPage::paletteActions() const
{
    return m_actions->all();
}

void RunsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (!isAncestorOf(QApplication::focusWidget())) {
        m_table->setFocus();
    }
    m_model->setWatched(true);
}

void RunsPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_model->setWatched(false);
}

void RunsPage::takeRuns()
{
    auto runs = m_index.all<runs::ListedRun>();
    runs::sortNewestFirst(runs);
    m_found = true;
    const int groups = m_model->isGrouped() ? m_model->rowCount() : 0;
    m_model->setRuns(std::move(runs));
    if (m_model->isGrouped() && m_model->rowCount() != groups) {
        m_table->expandAll();
    }
    m_selection->listed();
}

void RunsPage::showSelection()
{
    comparison()->setRuns(m_selection->runs(), m_selection->roles(), m_selection->states());
    curves()->setRuns(m_selection->runs(), m_selection->roles(), m_table->baseline());
    log()->setRuns(m_selection->selected());
    updateActions();
    updateHeader();
}

void RunsPage::updateHeader()
{
    const int count = m_model->runCount();
    const int shownBefore = m_stack->currentIndex();
    m_stack->setCurrentIndex(count > 0 ? list : m_found ? nothing : looking);
    m_header->setHasRuns(count > 0);
    if (shownBefore != m_stack->currentIndex() && count > 0 && isVisible()
        && !isAncestorOf(QApplication::focusWidget())) {
        m_table->setFocus(); // which was hidden when the page came up
    }
    if (count == 0) {
        m_header->setNote({});
        return;
    }
    const int shown = m_table->filtered().shownRuns();
    QStringList parts{shown == count ? count == 1 ? tr("1 run") : tr("%1 runs").arg(count)
                                     : tr("%1 of %2 runs").arg(shown).arg(count)};
    if (const int running = m_model->runningCount()) {
        parts << tr("%1 running").arg(running);
    }
    if (const std::size_t selected = m_selection->count(); selected > 1) {
        parts << (selected > RunSelection::most
                ? tr("%1 selected, curves of the first %2").arg(selected).arg(RunSelection::most)
                : tr("%1 selected").arg(selected));
    }
    m_header->setNote(parts.join(QStringLiteral(" · ")));
}

void RunsPage::updateActions()
{
    m_updating.stop();
    const std::vector<const RunRow*> rows = m_table->selectedRows();
    m_actions->update(rows);
    const RunRow* one = rows.size() == 1 ? rows.front() : nullptr;
    m_selected->setFailure(one && one->state == JobState::failed ? one->happened() : QString());
    m_selected->setWarnings(one ? one->warnings() : QString());
    m_header->setCanExport(curves()->hasCurves());
    comparison()->setStates(m_selection->states());
}

void RunsPage::exportFigure()
{
    if (!curves()->hasCurves()) {
        return;
    }
    QList<report::Table> tables;
    for (report::Table& table : comparison()->tables()) {
        tables << std::move(table);
    }
    Json parameters;
    for (const auto& run : m_selection->runs()) {
        parameters[run->folder.string()] = run->record.params;
    }
    requestExport(*this, m_settings, curves()->figure(), tables, parameters);
}

void RunsPage::say(const QString& message)
{
    m_notice->setText(message);
    m_putBack->setVisible(false);
}

bool RunsPage::openPath(const QString& path)
{
    const QString folder = QDir::cleanPath(path);
    if (!isRunFolder(folder)) {
        return false;
    }
    if (!runs::liesIn(folder.toStdString(), m_index.root())) {
        m_index.addFurtherFolder<runs::ListedRun>(folder);
    }
    if (!m_selection->select(folder)) {
        m_index.look();
    }
    return true;
}

void RunsPage::restoreState()
{
    const QString stored = m_settings.value(known::pageParameters(id()));
    if (stored.isEmpty()) {
        curves()->restore(Json::object());
        return;
    }
    try {
        const Json state = parseJson(stored.toStdString(), "settings");
        m_table->restore(state.value("table", Json::object()));
        curves()->restore(state.value("curves", Json::object()));
        m_selected->setView(state.value("view", 0));
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
    state["curves"] = curves()->state();
    state["view"] = m_selected->view();
    state["splitter"] = m_splitter->saveState().toBase64().toStdString();
    m_settings.setValue(known::pageParameters(id()), QString::fromStdString(dumpJson(state)));
}

} // namespace dpl::ui
