#pragma once

#include <QListView>

namespace dpl::ui {

/// The rows of a JobModel. One whose job makes progress is painted anew where it stands; a QListView would ask every
/// row for its height again.
class JobList : public QListView {
    Q_OBJECT

public:
    using QListView::QListView;

    void dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>& roles = {}) override;
};

} // namespace dpl::ui
