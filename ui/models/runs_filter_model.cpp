#include "models/runs_filter_model.hpp"

#include "jobs/job_text.hpp"
#include "models/runs_model.hpp"

namespace dpl::ui {

RunsFilterModel::RunsFilterModel(RunsModel* model, QObject* parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setRecursiveFilteringEnabled(true);
    setSortRole(RunsModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSourceModel(model);
}

void RunsFilterModel::setFilter(const QString& text)
{
    m_filter = runs::RunFilter(text.toStdString());
    invalidateFilter();
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

bool RunsFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const bool leftIsEmpty = !left.data(sortRole()).isValid();
    const bool rightIsEmpty = !right.data(sortRole()).isValid();
    if (leftIsEmpty != rightIsEmpty) {
        return rightIsEmpty == (sortOrder() == Qt::AscendingOrder);
    }
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace dpl::ui
