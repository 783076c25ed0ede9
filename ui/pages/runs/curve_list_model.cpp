#include "pages/runs/curve_list_model.hpp"

namespace dpl::ui {

CurveListModel::CurveListModel(QObject* parent) : QAbstractTableModel(parent) { }

void CurveListModel::setRows(std::vector<runs::CurveRow> rows, const QString& heading, const QStringList& metrics)
{
    const bool sameShape = rows.size() == m_rows.size() && metrics.size() == m_metrics.size();
    if (!sameShape) {
        beginResetModel();
    }
    m_rows = std::move(rows);
    m_heading = heading;
    m_metrics = metrics;
    if (!sameShape) {
        endResetModel();
        return;
    }
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int CurveListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int CurveListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1 + int(m_metrics.size());
}

QVariant CurveListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const runs::CurveRow& row = m_rows[std::size_t(index.row())];
    const QString label = QString::fromStdString(row.label);
    if (index.column() == 0) {
        switch (role) {
        case Qt::DisplayRole: return row.isBaseline ? tr("%1 (baseline)").arg(label) : label;
        case Qt::ToolTipRole: return label;
        case SeriesRoleRole: return int(row.role);
        case DashRole: return int(row.dash);
        default: return {};
        }
    }
    const QString value = QString::fromStdString(row.values[std::size_t(index.column() - 1)]);
    switch (role) {
    case Qt::DisplayRole: return value;
    case Qt::AccessibleTextRole: return tr("%1, %2: %3").arg(label, m_metrics.at(index.column() - 1), value);
    case Qt::TextAlignmentRole: return int(Qt::AlignRight | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant CurveListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return section == 0 ? m_heading : m_metrics.at(section - 1);
    case Qt::TextAlignmentRole: return int((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default: return {};
    }
}

} // namespace dpl::ui
