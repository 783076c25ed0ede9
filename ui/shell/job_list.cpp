#include "shell/job_list.hpp"

#include "models/job_model.hpp"

namespace dpl::ui {

void JobList::dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>& roles)
{
    if (roles == JobModel::progressRoles())
        QAbstractItemView::dataChanged(topLeft, bottomRight, roles);
    else
        QListView::dataChanged(topLeft, bottomRight, roles);
}

} // namespace dpl::ui
