#include "models/runs_filter_model.hpp"

#include "jobs/job_text.hpp"
#include "models/runs_model.hpp"

namespace dpl::ui {

RunsFilterModel::RunsFilterModel(RunsModel* model, QObject* parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setRecursiveFilteringEnabled(true);
    setSortRole(RunsModel::SortRole);
    // Before the base class hears of it, which sorts.
    const auto forget = [this] { m_keys.clear(); };
    connect(model, &QAbstractItemModel::dataChanged, this,
        [this](const QModelIndex& first, const QModelIndex& last, const QList<int>& roles) {
            if (!roles.isEmpty() && !roles.contains(RunsModel::SortRole)) {
                return;
            }
            std::vector<Key>& keys = m_keys[first.internalPointer()];
            for (int row = first.row(); row <= last.row() && std::size_t(row) < keys.size(); ++row) {
                keys[std::size_t(row)].isKnown = false;
            }
        });
    connect(model, &QAbstractItemModel::rowsInserted, this, forget);
    connect(model, &QAbstractItemModel::rowsRemoved, this, forget);
    connect(model, &QAbstractItemModel::modelReset, this, forget);
    setSourceModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        if (!m_text.isEmpty() && m_model->columns().count() != m_columns) {
            setFilter(m_text); // what no run had when it was read is a parameter by now
        }
    });
}

void RunsFilterModel::setFilter(const QString& text)
{
    m_text = text;
    m_columns = m_model->columns().count();
    m_filter = runs::RunFilter(m_text.toStdString(), m_model->columns().parameters());
    // At once: invalidateFilter() takes out run by run, each at the cost of looking at all.
    invalidate();
    Q_EMIT filterRead();
}

/// What all runs of a group that show have in common.
QString RunsFilterModel::groupText(const QModelIndex& group) const
{
    std::vector<const RunRow*> rows;
    const QModelIndex parent = group.siblingAtColumn(0);
    for (int row = 0; row < rowCount(parent); ++row) {
        rows.push_back(this->row(index(row, 0, parent)));
    }
    if (group.column() != RunsModel::Name) {
        return m_model->columns().textOfAll(rows, group.column());
    }
    const QModelIndex source = mapToSource(group);
    const int all = m_model->rowCount(source);
    return all == int(rows.size())
        ? source.data().toString()
        : tr("%1 · %2 of %3 runs").arg(m_model->groupTitle(source)).arg(rows.size()).arg(all);
}

QVariant RunsFilterModel::data(const QModelIndex& index, int role) const
{
    const bool isText = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
    return isText && index.isValid() && !row(index) ? QVariant(groupText(index))
                                                    : QSortFilterProxyModel::data(index, role);
}

const RunRow* RunsFilterModel::row(const QModelIndex& index) const
{
    return m_model->row(mapToSource(index));
}

int RunsFilterModel::shownRuns() const
{
    if (!m_model->isGrouped()) {
        return rowCount();
    }
    int count = 0;
    for (int group = 0; group < rowCount(); ++group) {
        count += rowCount(index(group, 0));
    }
    return count;
}

bool RunsFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const RunRow* run = m_model->row(m_model->index(row, 0, parent));
    return run && (m_filter.isEmpty() || m_filter.matches(*run->run, stateText(run->state).toStdString()));
}

const RunsFilterModel::Key& RunsFilterModel::keyOf(const QModelIndex& index) const
{
    if (m_keyColumn != index.column()) {
        m_keyColumn = index.column();
        m_keys.clear();
    }
    std::vector<Key>& keys = m_keys[index.internalPointer()];
    if (keys.size() <= std::size_t(index.row())) {
        keys.resize(std::size_t(m_model->rowCount(index.parent()))); // all at once: a reference may be in use
    }
    Key& key = keys[std::size_t(index.row())];
    if (!key.isKnown) {
        const QVariant value = m_model->data(index, sortRole());
        if (value.typeId() == QMetaType::QString) {
            key = {true, false, 0.0, value.toString().toCaseFolded()};
        } else if (value.isValid()) {
            key = {true, false, value.toDouble(), {}};
        } else {
            key = {true, true, 0.0, {}};
        }
    }
    return key;
}

bool RunsFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const Key& a = keyOf(left);
    const Key& b = keyOf(right);
    if (a.isEmpty != b.isEmpty) {
        return b.isEmpty == (sortOrder() == Qt::AscendingOrder);
    }
    return a.number != b.number ? a.number < b.number : a.text < b.text;
}

} // namespace dpl::ui
