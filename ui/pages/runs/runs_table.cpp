#include "pages/runs/runs_table.hpp"

#include "base/theme.hpp"
#include "models/runs_filter_model.hpp"
#include "pages/runs/run_delegate.hpp"

#include <QHeaderView>
#include <QMenu>
#include <QPainter>

#include <unordered_set>

namespace dpl::ui {

namespace {

constexpr int widths[RunsModel::ColumnCount] = {
    244, 92, 112, 68, 80, 76, 104, 112, 112, 128, 84, 56, 132, 132, 96, 120, 200};
constexpr int firstHidden = RunsModel::Head;

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
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    header()->setMinimumSectionSize(48);
    showDefaultColumns();
    sortByColumn(RunsModel::Created, Qt::DescendingOrder);
    connect(header(), &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu* menu = columnsMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(header()->mapToGlobal(at));
    });
    for (auto signal : {&QHeaderView::sectionMoved, &QHeaderView::sectionResized}) {
        connect(header(), signal, this, [this] { Q_EMIT layoutChosen(); });
    }
    connect(header(), &QHeaderView::sortIndicatorChanged, this, &RunsTable::layoutChosen);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsTable::selectedRunsChanged);
}

void RunsTable::showDefaultColumns()
{
    for (int column = 0; column < RunsModel::ColumnCount; ++column) {
        setColumnWidth(column, widths[column]);
        setColumnHidden(column, column >= firstHidden);
    }
}

void RunsTable::setFilter(const QString& text)
{
    m_filtered->setFilter(text);
    expandAll();
    Q_EMIT selectedRunsChanged(); // a run that is not shown any more is not selected
}

void RunsTable::setGrouped(bool grouped)
{
    std::vector<RunRow> selected = selectedRuns();
    m_model->setGrouped(grouped);
    setRootIsDecorated(grouped);
    expandAll();
    for (std::size_t i = 0; i < selected.size(); ++i) {
        select(selected[i].folder(), i > 0);
    }
    Q_EMIT layoutChosen();
}

std::vector<RunRow> RunsTable::selectedRuns() const
{
    std::vector<RunRow> rows;
    std::unordered_set<const RunRow*> known; // a run may be selected by itself and with its experiment
    const auto add = [&](const RunRow* run) {
        if (run && known.insert(run).second) {
            rows.push_back(*run);
        }
    };
    // By ranges: selectedRows() asks every cell of every row whether it can be selected.
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            const QModelIndex index = m_filtered->index(row, 0, range.parent());
            add(m_filtered->row(index));
            // An experiment stands for all its runs.
            for (int child = 0; m_model->isGrouped() && child < m_filtered->rowCount(index); ++child) {
                add(m_filtered->row(m_filtered->index(child, 0, index)));
            }
        }
    }
    return rows;
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

QMenu* RunsTable::columnsMenu(QWidget* parent)
{
    auto* menu = new QMenu(parent);
    for (int column = 1; column < RunsModel::ColumnCount; ++column) {
        QAction* action = menu->addAction(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setColumnHidden(column, !shown);
            Q_EMIT layoutChosen();
        });
    }
    return menu;
}

Json RunsTable::state() const
{
    return {{"header", header()->saveState().toBase64().toStdString()}, {"grouped", m_model->isGrouped()}};
}

void RunsTable::restore(const Json& state)
{
    const std::string saved = state.value("header", std::string());
    if (!saved.empty() && !header()->restoreState(QByteArray::fromBase64(QByteArray::fromStdString(saved)))) {
        showDefaultColumns();
    }
    header()->setStretchLastSection(true);
    if (state.value("grouped", false)) {
        setGrouped(true);
    }
}

} // namespace dpl::ui
