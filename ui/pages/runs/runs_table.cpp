#include "pages/runs/runs_table.hpp"

#include "base/font_scale.hpp"
#include "base/theme.hpp"
#include "jobs/job_text.hpp"
#include "models/runs_filter_model.hpp"
#include "pages/runs/run_delegate.hpp"
#include "runs/run_table.hpp"

#include <QHeaderView>
#include <QPainter>
#include <QScopedValueRollback>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <unordered_set>
#include <utility>

namespace dpl::ui {

namespace {

constexpr int widths[RunsModel::ColumnCount] = {244, 104, 92, 112, 68, 80, 76, 104, 112, 112, 128, 84, 56, 132, 132, 96,
    120, 200, 104, 76, 76, 76, 112, 72, 84, 104};
constexpr int parameterWidth = 120;
constexpr int besideNumbers = 16; // of a cell's number and the edges of its column
constexpr int firstHidden = RunsModel::Head;

/// In settings.
constexpr const char* groupings[] = {"none", "experiments", "seeds"};

} // namespace

RunsTable::RunsTable(RunsModel* model, QWidget* parent)
    : QTreeView(parent), m_model(model), m_filtered(new RunsFilterModel(model, this))
{
    setModel(m_filtered);
    setItemDelegate(new RunDelegate(this));
    setAccessibleName(tr("Runs"));
    setUniformRowHeights(true);
    setIndentation(14);
    setRootIsDecorated(false);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAllColumnsShowFocus(true);
    setFrameShape(QFrame::NoFrame);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSortingEnabled(true);
    header()->setSectionsMovable(true);
    header()->setFirstSectionMovable(false);
    header()->setStretchLastSection(true);
    header()->setContextMenuPolicy(Qt::CustomContextMenu); // who owns the chooser of columns opens it
    header()->setMinimumSectionSize(48);
    header()->setResizeContentsPrecision(0); // of many rows, those that are seen count
    arrangeNewColumns();
    sortByColumn(RunsModel::Created, Qt::DescendingOrder);
    for (auto signal : {&QHeaderView::sectionMoved, &QHeaderView::sectionResized}) {
        connect(header(), signal, this, [this] {
            if (!m_arranging) {
                Q_EMIT layoutChosen();
            }
        });
    }
    connect(header(), &QHeaderView::sortIndicatorChanged, this, &RunsTable::layoutChosen);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsTable::selectedRunsChanged);
    m_fitting.setSingleShot(true);
    m_fitting.setInterval(200);
    connect(&m_fitting, &QTimer::timeout, this, &RunsTable::fitNumbers);
    connect(m_filtered, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_keptSelection.clear();
        for (const RunRow* row : selectedRows()) {
            m_keptSelection << row->folder();
        }
    });
    connect(m_filtered, &QAbstractItemModel::modelReset, this, [this] {
        arrangeNewColumns();
        expandAll();
        selectAgain();
        fitNumbers(); // at once: what is cut meanwhile would be read as something else
    });
    for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(m_filtered, signal, &m_fitting, qOverload<>(&QTimer::start));
    }
    connect(m_filtered, &QAbstractItemModel::dataChanged, &m_fitting, qOverload<>(&QTimer::start));
}

void RunsTable::arrange(int column, const Layout& layout)
{
    setColumnHidden(column, !layout.shown);
    if (layout.width > 0) {
        setColumnWidth(column, layout.width);
    }
    if (layout.place >= 0 && layout.place < header()->count()) {
        header()->moveSection(header()->visualIndex(column), layout.place);
    }
}

/// Parameters have columns as soon as runs with them are there.
void RunsTable::arrangeNewColumns()
{
    const QScopedValueRollback arranging(m_arranging, true); // nobody has chosen anything
    for (; m_arranged < m_model->columnCount(); ++m_arranged) {
        const bool isParameter = m_arranged >= RunsModel::ColumnCount;
        const int width = forFont(*this, isParameter ? parameterWidth : widths[m_arranged]);
        Layout layout{std::max(width, header()->sectionSizeHint(m_arranged)), m_arranged < firstHidden, -1};
        const QString id = QString::fromStdString(columns().at(m_arranged).id);
        if (const auto wanted = m_wanted.constFind(id); wanted != m_wanted.cend()) {
            layout = *wanted;
        }
        arrange(m_arranged, layout);
    }
}

void RunsTable::selectAgain()
{
    QItemSelection selection;
    for (const QString& folder : std::exchange(m_keptSelection, {})) {
        if (const QModelIndex index = m_filtered->mapFromSource(m_model->indexOf(folder)); index.isValid()) {
            selection.select(index, index);
        }
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

/// Widens columns of numbers whose numbers do not fit.
void RunsTable::fitNumbers()
{
    for (int column = RunsModel::State + 1; column < m_model->columnCount(); ++column) {
        if (isColumnHidden(column) || column == RunsModel::Share || !columns().at(column).isNumber()) {
            continue;
        }
        if (const int needed = sizeHintForColumn(column) + besideNumbers; needed > columnWidth(column)) {
            const QScopedValueRollback arranging(m_arranging, true);
            header()->resizeSection(column, needed);
        }
    }
}

void RunsTable::showColumn(int column, bool shown)
{
    setColumnHidden(column, !shown);
    fitNumbers();
    Q_EMIT layoutChosen();
}

report::Table RunsTable::shownTable() const
{
    std::vector<std::shared_ptr<const runs::ListedRun>> runs;
    QHash<QString, std::string> states; // by folder: a job may wait for a run, or be paused
    const std::function<void(const QModelIndex&)> add = [&](const QModelIndex& parent) {
        for (int row = 0; row < m_filtered->rowCount(parent); ++row) {
            const QModelIndex index = m_filtered->index(row, 0, parent);
            if (const RunRow* run = m_filtered->row(index)) {
                runs.push_back(run->run);
                states.insert(run->folder(), stateText(run->state).toStdString());
            } else {
                add(index);
            }
        }
    };
    add({});
    std::vector<runs::RunColumn> shown;
    for (int place = 0; place < header()->count(); ++place) {
        const int column = header()->logicalIndex(place);
        if (!isColumnHidden(column) && column != RunsModel::Message) {
            shown.push_back(columns().at(column));
            if (column == RunsModel::State) {
                shown.back().value = [states](const runs::ListedRun& run) {
                    return runs::RunCell(states.value(QString::fromStdString(run.folder.string())));
                };
            }
        }
    }
    return runs::tableOfRuns(runs, shown);
}

void RunsTable::setFilter(const QString& text)
{
    m_filtered->setFilter(text);
    expandAll();
    Q_EMIT selectedRunsChanged(); // a run that is not shown any more is not selected
}

void RunsTable::setGrouping(RunGrouping grouping)
{
    m_model->setGrouping(grouping);
    setRootIsDecorated(grouping != RunGrouping::none);
    Q_EMIT layoutChosen();
}

void RunsTable::setBaseline(const QString& folder)
{
    m_model->setBaseline(folder);
    Q_EMIT layoutChosen();
}

std::vector<const RunRow*> RunsTable::selectedRows() const
{
    std::vector<const RunRow*> rows;
    const bool isGrouped = m_model->isGrouped();
    std::unordered_set<const RunRow*> known; // a run may be selected by itself and with its experiment
    const auto add = [&](const RunRow* run) {
        if (run && (!isGrouped || known.insert(run).second)) {
            rows.push_back(run);
        }
    };
    // By ranges: selectedRows() asks every cell of every row whether it can be selected.
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            const QModelIndex index = m_filtered->index(row, 0, range.parent());
            add(m_filtered->row(index));
            // An experiment stands for all its runs.
            for (int child = 0; isGrouped && child < m_filtered->rowCount(index); ++child) {
                add(m_filtered->row(m_filtered->index(child, 0, index)));
            }
        }
    }
    return rows;
}

std::vector<RunRow> RunsTable::selectedRuns() const
{
    std::vector<RunRow> runs;
    for (const RunRow* row : selectedRows()) {
        runs.push_back(*row);
    }
    return runs;
}

bool RunsTable::select(const QString& folder, bool add)
{
    const QModelIndex index = m_filtered->mapFromSource(m_model->indexOf(folder));
    if (!index.isValid()) {
        return false;
    }
    const auto flags =
        (add ? QItemSelectionModel::Select : QItemSelectionModel::ClearAndSelect) | QItemSelectionModel::Rows;
    selectionModel()->setCurrentIndex(index, flags);
    scrollTo(index);
    return true;
}

void RunsTable::selectFirst()
{
    const QModelIndex top = m_filtered->index(0, 0);
    const QModelIndex run = m_filtered->row(top) ? top : m_filtered->index(0, 0, top);
    selectionModel()->setCurrentIndex(run, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void RunsTable::paintEvent(QPaintEvent* event)
{
    QTreeView::paintEvent(event);
    if (m_filtered->rowCount() == 0 && m_model->rowCount() > 0) {
        QPainter painter(viewport());
        painter.setPen(Theme::of(*this).secondaryText);
        painter.drawText(viewport()->rect(), Qt::AlignCenter, tr("No run matches the filter"));
    }
}

Json RunsTable::state() const
{
    Json state;
    state["grouping"] = groupings[int(grouping())];
    const int sorted = header()->sortIndicatorSection();
    state["baseline"] = baseline().toStdString();
    state["sort"] = {{"column", sorted >= 0 && sorted < m_model->columnCount() ? columns().at(sorted).id : ""},
        {"descending", header()->sortIndicatorOrder() == Qt::DescendingOrder}};
    state["columns"] = Json::array();
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const bool isShown = !isColumnHidden(column);
        if (column < RunsModel::ColumnCount || isShown) {
            state["columns"].push_back({{"id", columns().at(column).id}, {"width", header()->sectionSize(column)},
                {"shown", isShown}, {"place", header()->visualIndex(column)}});
        }
    }
    // Columns of parameters that no run has by now stay as they were wanted.
    for (auto wanted = m_wanted.cbegin(); wanted != m_wanted.cend(); ++wanted) {
        if (columns().indexOf(wanted.key()) < 0) {
            state["columns"].push_back({{"id", wanted.key().toStdString()}, {"width", wanted->width},
                {"shown", wanted->shown}, {"place", wanted->place}});
        }
    }
    return state;
}

void RunsTable::restore(const Json& state)
{
    std::map<int, QString> byPlace;
    for (const Json& column : state.value("columns", Json::array())) {
        const QString id = QString::fromStdString(column.at("id").get<std::string>());
        const Layout layout{column.value("width", 0), column.value("shown", false), column.value("place", -1)};
        m_wanted.insert(id, layout);
        byPlace.emplace(layout.place, id);
    }
    {
        const QScopedValueRollback arranging(m_arranging, true);
        for (const auto& [place, id] : byPlace) { // from the left, so that each finds its place
            if (const int column = columns().indexOf(id); column >= 0) {
                arrange(column, m_wanted.value(id));
            }
        }
    }
    const Json sort = state.value("sort", Json::object());
    if (const int column = columns().indexOf(QString::fromStdString(sort.value("column", std::string())));
        column >= 0) {
        sortByColumn(column, sort.value("descending", false) ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
    m_model->setBaseline(QString::fromStdString(state.value("baseline", std::string())));
    const std::string grouping = state.value("grouping", std::string());
    for (int i = 1; i < int(std::size(groupings)); ++i) {
        if (grouping == groupings[i]) {
            setGrouping(RunGrouping(i));
        }
    }
}

} // namespace dpl::ui
