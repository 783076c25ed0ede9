#include "models/places_model.hpp"

#include "models/backbone_text.hpp"

#include <algorithm>

namespace dpl::ui {

void PlacesModel::setPlaces(const QStringList& places)
{
    beginResetModel();
    QList<Row> rows;
    for (const QString& place : places) {
        const auto old =
            std::find_if(m_rows.cbegin(), m_rows.cend(), [&place](const Row& row) { return row.place == place; });
        rows.append({place, old != m_rows.cend() ? old->state : PlaceState()});
    }
    m_rows = std::move(rows);
    endResetModel();
}

void PlacesModel::setState(const QString& place, const PlaceState& state)
{
    for (int row = 0; row < int(m_rows.size()); ++row) {
        if (m_rows.at(row).place == place) {
            m_rows[row].state = state;
            Q_EMIT dataChanged(index(row), index(row));
        }
    }
}

int PlacesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant PlacesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row& row = m_rows.at(index.row());
    switch (role) {
    case TextRole: return placeText(row.place);
    case PlaceRole: return row.place;
    case StateRole: return QVariant::fromValue(row.state);
    case StateTextRole: return placeStateText(row.state);
    case Qt::ToolTipRole: {
        const QString path = shownPath(QString::fromStdString(placePath(row.place).string()));
        return row.state.problem.isEmpty() ? path : QStringLiteral("%1\n%2").arg(path, row.state.problem);
    }
    case Qt::AccessibleTextRole: return QStringLiteral("%1, %2").arg(placeText(row.place), placeStateText(row.state));
    default: return {};
    }
}

} // namespace dpl::ui
