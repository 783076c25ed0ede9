#include "pages/runs/runs_page.hpp"

#include "charts/curves_view.hpp"
#include "jobs/job_queue.hpp"
#include "models/runs_filter_model.hpp"
#include "pages/export_request.hpp"
#include "pages/runs/compare_panel.hpp"
#include "pages/runs/curves_panel.hpp"
#include "pages/runs/run_actions.hpp"
#include "pages/runs/runs_table.hpp"
#include "pages/runs/runs_trash.hpp"
#include "pages/runs/selected_runs_view.hpp"
#include "runs/run_comparison.hpp"
#include "settings/settings.hpp"
#include "widgets/card.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/notice.hpp"
#include "widgets/page_header.hpp"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int mostCurves = 64; ///< of a selection; more cannot be told apart

bool isRunFolder(const QString& path)
{
    return QFileInfo::exists(path + QStringLiteral("/run.json"));
}

} // namespace

RunsPage::RunsPage(Settings& settings, JobQueue& queue, QWidget* parent)
    : Page(parent), m_settings(settings), m_queue(queue), m_model(new RunsModel(this)), m_watch(new RunsWatch(this)), m_trash(new RunsTrash(this))
{
    makeHeader();
    QWidget* tableCard = makeTableCard();
    m_actions = new RunActions(*m_table, m_queue, *m_trash, this);
    m_selection = new SelectedRunsView(m_actions->likeliest());
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(12);
    m_splitter->addWidget(tableCard);
    m_splitter->addWidget(m_selection);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({240, 420});
    m_stack = new QStackedWidget;
    m_stack->addWidget(new Card);
    m_stack->addWidget(makeEmpty());
    m_stack->addWidget(m_splitter);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_filterProblem);
    column->addLayout(makeNoticeRow());
    column->addWidget(m_stack, 1);

    m_saving.setSingleShot(true);
    m_saving.setInterval(500);
    connect(&m_saving, &QTimer::timeout, this, &RunsPage::saveState);
    m_selecting.setSingleShot(true);
    m_selecting.setInterval(0);
    connect(&m_selecting, &QTimer::timeout, this, &RunsPage::selectionChanged);
    connect(m_table, &RunsTable::selectedRunsChanged, &m_selecting, qOverload<>(&QTimer::start));
    connect(m_table, &RunsTable::layoutChosen, &m_saving, qOverload<>(&QTimer::start));
    connect(m_table, &QTreeView::activated, this, [this] { m_selection->curves()->chart(0)->setFocus(Qt::ShortcutFocusReason); });
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        m_actions->fillMenu(*menu);
        menu->popup(m_table->viewport()->mapToGlobal(at));
    });
    connect(m_selection, &SelectedRunsView::stateChanged, &m_saving, qOverload<>(&QTimer::start));
    connect(m_selection->curves(), &CurvesPanel::curvesShown, this, &RunsPage::updateActions);
    connect(m_actions, &RunActions::resumeRequested, this, &Page::resumeRequested);
    connect(m_actions, &RunActions::duplicateRequested, this, &Page::duplicateRequested);
    connect(m_actions, &RunActions::evaluationRequested, this, &Page::evaluationRequested);
    connect(m_actions, &RunActions::notesWritten, m_watch, &RunsWatch::look);
    connect(m_actions, &RunActions::said, this, &RunsPage::say);
    connect(m_trash, &RunsTrash::changed, this, [this](const QString& message) {
        say(message);
        m_putBack->setVisible(m_trash->canPutBack());
        m_watch->look();
    });
    connect(m_watch, &RunsWatch::found, this, &RunsPage::runsFound);
    connect(m_watch, &RunsWatch::failed, this, &RunsPage::say);
    connect(&m_queue, &JobQueue::statusChanged, this, [this](const JobStatus& status) {
        const Json& recipe = m_queue.recipe(status.id);
        m_model->setJob(status, recipe.is_object() && recipe.contains("params") ? recipe["params"] : Json());
        if (!status.isActive()) {
            m_watch->look();
        }
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &RunsPage::updateActions);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &RunsPage::updateHeader);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &RunsPage::updateHeader);
    connect(m_model, &QAbstractItemModel::modelReset, this, &RunsPage::updateHeader);
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
    m_filterProblem = new Notice(Tone::warning);
    m_filterProblem->hide();
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_table->setFilter(text);
        m_filterProblem->setText(m_table->filtered().problem());
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

QWidget* RunsPage::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("runs"), tr("No runs yet"),
        tr("Every training below the runs folder will be here, whoever writes it: this window, a terminal, another machine. Its curves move "
           "while it learns."));
    empty->setButton(tr("Train a reward model"));
    connect(empty, &EmptyState::buttonClicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("train")); });
    auto* card = new Card;
    card->body()->addWidget(empty, 1);
    return card;
}

QWidget* RunsPage::makeTableCard()
{
    auto* card = new Card;
    m_table = new RunsTable(m_model);
    m_table->setMinimumHeight(120);
    card->body()->addWidget(m_table, 1);
    connect(m_filter, &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
    return card;
}

QLayout* RunsPage::makeNoticeRow()
{
    m_notice = new Notice(Tone::neutral);
    m_notice->hide();
    m_putBack = new QPushButton(tr("Put back"));
    m_putBack->setToolTip(tr("Take the runs out of the trash again"));
    m_putBack->hide();
    connect(m_putBack, &QPushButton::clicked, m_trash, &RunsTrash::putBack);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_notice, 1);
    row->addWidget(m_putBack);
    return row;
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
    m_watch->setActive(true);
}

void RunsPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_watch->setActive(false);
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
    m_selection->setRuns(std::move(shown), roles);
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
    m_actions->update();
    const std::vector<RunRow> rows = m_table->selectedRuns();
    m_selection->setProblem(rows.size() == 1 && rows.front().state == JobState::failed ? RunsModel::happened(rows.front()) : QString());
    m_export->setEnabled(m_selection->curves()->hasCurves());
}

void RunsPage::exportFigure()
{
    if (!m_selection->curves()->hasCurves()) {
        return;
    }
    QList<report::Table> tables;
    for (report::Table& table : m_selection->comparison()->tables()) {
        tables << std::move(table);
    }
    Json parameters;
    for (const QString& folder : m_selected) {
        if (const RunRow* row = m_model->row(m_model->indexOf(folder))) {
            parameters[row->run->folder.string()] = row->run->record.params;
        }
    }
    requestExport(*this, m_settings, m_selection->curves()->figure(), tables, parameters);
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
        m_selection->restore(Json::object());
        return;
    }
    try {
        const Json state = parseJson(stored.toStdString(), "settings");
        m_table->restore(state.value("table", Json::object()));
        m_selection->restore(state);
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
    Json state = m_selection->state();
    state["table"] = m_table->state();
    state["splitter"] = m_splitter->saveState().toBase64().toStdString();
    m_settings.setValue(known::pageParameters(iconName()), QString::fromStdString(state.dump()));
}

} // namespace dpl::ui
