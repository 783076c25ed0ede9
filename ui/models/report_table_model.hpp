#pragma once

#include "report/series_style.hpp"
#include "report/table.hpp"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace dpl::ui {

/// Shows a report::Table: what is on screen is what is exported. Rows can carry the role of a series, whose colour
/// marks their first cell.
class ReportTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role {
        SeriesRoleRole = Qt::UserRole, ///< int of report::SeriesRole, in the first column
        NumberRole, ///< double, for sorting; invalid where there is none
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Replaces the table. While only numbers change, selections and widths stay.
    void setTable(report::Table table, std::vector<report::SeriesRole> rowRoles = {});
    const report::Table& table() const { return m_table; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    int alignmentOf(std::size_t column) const;

    report::Table m_table;
    std::vector<report::SeriesRole> m_rowRoles;
};

} // namespace dpl::ui
