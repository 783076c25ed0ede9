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
            for (int row = first.row(); row <= last.row(); ++row) {
                m_keys.erase(std::pair(first.internalPointer(), row));
            }
        });
    connect(model, &QAbstractItemModel::rowsInserted, this, forget);
    connect(model, &QAbstractItemModel::rowsRemoved, this, forget);
    connect(model, &QAbstractItemModel::modelReset, this, forget);
    setSourceModel(model);
}

void RunsFilterModel::setFilter(const QString& text)
{
    m_filter = runs::RunFilter(text.toStdString());
    // At once: invalidateFilter() takes out run by run, each at the cost of looking at all.
    invalidate();
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
    const auto [place, isNew] = m_keys.try_emplace(std::pair(index.internalPointer(), index.row()));
    if (isNew) {
        const QVariant value = m_model->data(index, sortRole());
        if (value.typeId() == QMetaType::QString) {
            place->second = {false, 0.0, value.toString().toCaseFolded()};
        } else if (value.isValid()) {
            place->second = {false, value.toDouble(), {}};
        }
    }
    return place->second;
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
