#pragma once

#include "base/json.hpp"
#include "models/runs_model.hpp"

#include <QTreeView>

class QMenu;

namespace dpl::ui {

class RunsFilterModel;

/// The table of runs: sorted by a click on a heading, with the columns that the user chooses from the heading's menu,
/// in the order they are dragged to; below their experiments if grouped.
class RunsTable : public QTreeView {
    Q_OBJECT

public:
    explicit RunsTable(RunsModel* model, QWidget* parent = nullptr);

    void setFilter(const QString& text);
    const RunsFilterModel& filtered() const { return *m_filtered; }
    void setGrouped(bool grouped);
    bool isGrouped() const { return m_model->isGrouped(); }

    std::vector<RunRow> selectedRuns() const; ///< those of a selected experiment among them
    bool select(const QString& folder, bool add = false); ///< false if it is not in the list
    void selectFirst();

    QMenu* columnsMenu(QWidget* parent); ///< a check for each column
    Json state() const;
    void restore(const Json& state);

Q_SIGNALS:
    void selectedRunsChanged();
    void layoutChosen(); ///< something of state()

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showDefaultColumns();

    RunsModel* m_model;
    RunsFilterModel* m_filtered;
};

} // namespace dpl::ui
