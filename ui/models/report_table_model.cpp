#include "models/report_table_model.hpp"

#include "base/demi_bold.hpp"

#include <QFont>

namespace dpl::ui {

namespace {

/// Units stand here: columns are narrow on screen.
QString headingToolTip(const report::Column& column)
{
    const QString meaning = QString::fromStdString(column.meaning);
    return column.unit.empty() ? meaning
                               : ReportTableModel::tr("%1, in %2").arg(meaning, QString::fromStdString(column.unit));
}

} // namespace

void ReportTableModel::setTable(report::Table table, std::vector<report::SeriesRole> rowRoles)
{
    if (table == m_table && rowRoles == m_rowRoles) {
        return;
    }
    const bool sameShape =
        table.columns == m_table.columns && table.rows.size() == m_table.rows.size() && rowRoles == m_rowRoles;
    if (sameShape && !table.rows.empty()) {
        m_table = std::move(table);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_table = std::move(table);
    m_rowRoles = std::move(rowRoles);
    endResetModel();
}

int ReportTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_table.rows.size());
}

int ReportTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_table.columns.size());
}

/// A text that comes after a number keeps away from it.
int ReportTableModel::alignmentOf(std::size_t column) const
{
    const bool isNumeric = m_table.columns[column].numeric;
    const bool followsNumber = column > 0 && m_table.columns[column - 1].numeric;
    return int((isNumeric ? Qt::AlignRight : followsNumber ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignVCenter);
}

QVariant ReportTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto row = std::size_t(index.row());
    const auto column = std::size_t(index.column());
    const report::TableCell& cell = m_table.rows[row][column];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return QString::fromStdString(report::cellText(cell));
    case Qt::TextAlignmentRole: return alignmentOf(column);
    case Qt::ToolTipRole: return QString::fromStdString(m_table.columns[column].meaning);
    case Qt::FontRole:
        if (m_table.columns[column].emphasized) {
            return demiBold(QFont());
        }
        return {};
    case SeriesRoleRole: return column == 0 && row < m_rowRoles.size() ? QVariant(int(m_rowRoles[row])) : QVariant();
    case NumberRole:
        if (const auto* number = std::get_if<report::Number>(&cell)) {
            return number->value;
        }
        return {};
    default: return {};
    }
}

QVariant ReportTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const report::Column& column = m_table.columns[std::size_t(section)];
    switch (role) {
    case Qt::DisplayRole: return QString::fromStdString(column.title);
    case Qt::ToolTipRole: return headingToolTip(column);
    case Qt::TextAlignmentRole: return alignmentOf(std::size_t(section));
    default: return {};
    }
}

} // namespace dpl::ui
