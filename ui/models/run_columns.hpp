#pragma once

#include "models/run_row.hpp"
#include "runs/run_column.hpp"

#include <QHash>
#include <QVariant>

namespace dpl::ui {

/// The columns of a list of runs as it shows them: core's, and behind them one for each parameter that a run was seen
/// to have.
class RunColumns {
public:
    RunColumns();

    int count() const { return int(m_columns.size()); }
    const runs::RunColumn& at(int column) const { return m_columns[std::size_t(column)]; }
    int indexOf(const QString& id) const; ///< -1: there is none
    std::vector<std::string> parameters() const; ///< the names of those that are parameters

    /// Whether runs have parameters that there are no columns of.
    bool hasUnseen(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs);
    /// Adds columns of these parameters.
    void see(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs);

    /// `baseline`: a result is shown with how far it is from that run's; null: without.
    QString text(const RunRow& row, int column, const runs::ListedRun* baseline = nullptr) const;
    QVariant sortKey(const RunRow& row, int column) const; ///< invalid where there is nothing
    QString toolTip(const RunRow& row, int column) const;

    /// Of several runs together: mean and standard deviation of a result, else what they have in common.
    QString textOfAll(const std::vector<const RunRow*>& rows, int column) const;
    QVariant sortKeyOfAll(const std::vector<const RunRow*>& rows, int column) const;

private:
    std::vector<std::string> unseen(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs) const;
    runs::RunAverage averageOf(const std::vector<const RunRow*>& rows, int column) const;

    std::vector<runs::RunColumn> m_columns;
    QHash<QString, int> m_byId;
    std::vector<std::shared_ptr<const runs::ListedRun>> m_seen; ///< all of whose parameters have columns
};

} // namespace dpl::ui
