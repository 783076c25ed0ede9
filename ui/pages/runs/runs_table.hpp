#pragma once

#include "base/json.hpp"
#include "models/runs_model.hpp"
#include "report/table.hpp"

#include <QHash>
#include <QTimer>
#include <QTreeView>

namespace dpl::ui {

class RunsFilterModel;

/// The table of runs: sorted by a click on a heading, with the columns that the user chooses, in the order they are
/// dragged to; below their groups if grouped. A column of numbers grows to what is in it: a number is never cut.
class RunsTable : public QTreeView {
    Q_OBJECT

public:
    explicit RunsTable(RunsModel* model, QWidget* parent = nullptr);

    void setFilter(const QString& text);
    const RunsFilterModel& filtered() const { return *m_filtered; }
    void setGrouping(RunGrouping grouping);
    RunGrouping grouping() const { return m_model->grouping(); }
    void setBaseline(const QString& folder); ///< empty: none
    const QString& baseline() const { return m_model->baseline(); }

    /// Those of a selected group among them. Valid until the model changes.
    std::vector<const RunRow*> selectedRows() const;
    std::vector<RunRow> selectedRuns() const; ///< copies, for what changes the model
    bool select(const QString& folder, bool add = false); ///< false if it is not in the list
    void selectFirst();

    const RunColumns& columns() const { return m_model->columns(); }
    void showColumn(int column, bool shown);

    /// What the table shows, in its order, without the groups: its columns with all digits.
    report::Table shownTable() const;

    Json state() const;
    void restore(const Json& state);

Q_SIGNALS:
    void selectedRunsChanged();
    void layoutChosen(); ///< something of state()

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Layout {
        int width = 0;
        bool shown = false;
        int place = -1; ///< among the columns as they stand; -1: where it is
    };

    void arrangeNewColumns();
    void arrange(int column, const Layout& layout);
    void fitNumbers();
    void selectAgain();

    RunsModel* m_model;
    RunsFilterModel* m_filtered;
    QHash<QString, Layout> m_wanted; ///< of columns by their ids, until there are such
    int m_arranged = 0; ///< columns that have their width
    bool m_arranging = false;
    QStringList m_keptSelection; ///< folders, while the model begins anew
    QTimer m_fitting;
};

} // namespace dpl::ui
