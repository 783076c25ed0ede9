#include "models/piecewise_points_model.hpp"

#include "base/decimal_text.hpp"
#include "base/error.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::ui {

using synthetic::PiecewiseLinear;

namespace {

double& coordinate(PiecewiseLinear::Point& point, int column)
{
    return column == PiecewisePointsModel::AColumn ? point.first : point.second;
}

std::size_t asIndex(int row)
{
    return static_cast<std::size_t>(row);
}

} // namespace

PiecewisePointsModel::PiecewisePointsModel(QObject* parent) : QAbstractTableModel(parent), m_valueTitle(tr("value")) { }

void PiecewisePointsModel::setFunction(const PiecewiseLinear& function)
{
    const Points& after = function.points();
    if (after == m_points)
        return;
    // What both begin and end with stays; of what is between, rows are changed first, then added or removed.
    const auto most = std::min(m_points.size(), after.size());
    const int first = int(std::mismatch(m_points.begin(), m_points.begin() + std::ptrdiff_t(most), after.begin()).first
        - m_points.begin());
    int same = 0;
    while (same < int(most) - first
        && m_points[m_points.size() - 1 - asIndex(same)] == after[after.size() - 1 - asIndex(same)])
        ++same;
    const int before = int(m_points.size()) - same;
    const int now = int(after.size()) - same;
    const int shared = std::min(before, now);
    std::copy(after.begin() + first, after.begin() + shared, m_points.begin() + first);
    if (now < before) {
        beginRemoveRows({}, shared, before - 1);
        m_points = after;
        endRemoveRows();
    } else if (now > before) {
        beginInsertRows({}, shared, now - 1);
        m_points = after;
        endInsertRows();
    }
    tellAllChanged();
}

void PiecewisePointsModel::setValueTitle(const QString& title)
{
    m_valueTitle = title;
    Q_EMIT headerDataChanged(Qt::Horizontal, ValueColumn, ValueColumn);
}

int PiecewisePointsModel::addPointAfter(int row)
{
    Points points = m_points;
    // Gaps, the outer ones included: before point 0, after point 0, ...
    const auto gap = [&points](std::size_t before) {
        const double from = before == 0 ? 0.0 : points[before - 1].first;
        const double to = before == points.size() ? 1.0 : points[before].first;
        return std::pair{from, to};
    };
    const auto width = [&gap](std::size_t before) { return gap(before).second - gap(before).first; };
    constexpr double narrow = 0.02;
    std::size_t place = asIndex(std::clamp(row + 1, 0, rowCount()));
    if (width(place) < narrow) {
        for (std::size_t other = 0; other <= points.size(); ++other)
            place = width(other) > width(place) ? other : place;
    }
    if (width(place) < narrow) {
        Q_EMIT rejected(tr("There is no room for another point; move the others apart."));
        return -1;
    }
    const double a = std::round(50.0 * (gap(place).first + gap(place).second)) / 100.0;
    points.insert(points.begin() + std::ptrdiff_t(place), {a, function()(a)});
    beginInsertRows({}, int(place), int(place));
    m_points = std::move(points);
    endInsertRows();
    tellAllChanged();
    Q_EMIT edited(tr("Add point"));
    return int(place);
}

int PiecewisePointsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_points.size());
}

int PiecewisePointsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PiecewisePointsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PiecewiseLinear::Point& point = m_points[asIndex(index.row())];
    const double value = index.column() == AColumn ? point.first : point.second;
    switch (role) {
    case Qt::DisplayRole: return decimalText(value, m_decimals[asIndex(index.column())]);
    case Qt::EditRole: return decimalText(value);
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    case Qt::AccessibleTextRole:
        return tr("%1 of point %2: %3")
            .arg(headerData(index.column(), Qt::Horizontal).toString())
            .arg(index.row() + 1)
            .arg(decimalText(value));
    case Qt::ToolTipRole:
        return index.column() == AColumn
            ? tr("Where the point is, from 0 to 1. Two points with the same a make a jump; the later one counts there.")
            : tr("%1 at this a; linear between points, constant beyond the outermost").arg(m_valueTitle);
    default: return {};
    }
}

QVariant PiecewisePointsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    switch (role) {
    case Qt::DisplayRole: return section == AColumn ? tr("a") : m_valueTitle;
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    default: return {};
    }
}

Qt::ItemFlags PiecewisePointsModel::flags(const QModelIndex& index) const
{
    return QAbstractTableModel::flags(index)
        | (index.isValid() ? Qt::ItemIsEditable | Qt::ItemNeverHasChildren : Qt::NoItemFlags);
}

bool PiecewisePointsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const auto number = readDecimal(value.toString());
    if (!number) {
        Q_EMIT rejected(decimalProblem(value.toString()));
        return false;
    }
    Points points = m_points;
    double& edited = coordinate(points[asIndex(index.row())], index.column());
    if (edited == *number)
        return true;
    edited = *number;

    // A point moves over those that it passes, and no further.
    int target = index.row();
    while (target > 0 && points[asIndex(target - 1)].first > points[asIndex(target)].first) {
        std::swap(points[asIndex(target - 1)], points[asIndex(target)]);
        --target;
    }
    while (target + 1 < rowCount() && points[asIndex(target + 1)].first < points[asIndex(target)].first) {
        std::swap(points[asIndex(target + 1)], points[asIndex(target)]);
        ++target;
    }
    try {
        static_cast<void>(PiecewiseLinear(points, tr("points").toStdString()));
    } catch (const Error& error) {
        Q_EMIT rejected(QString::fromUtf8(error.what()));
        return false;
    }
    if (target != index.row()) {
        beginMoveRows({}, index.row(), index.row(), {}, target > index.row() ? target + 1 : target);
        m_points = std::move(points);
        endMoveRows();
    } else {
        m_points = std::move(points);
    }
    tellAllChanged();
    Q_EMIT this->edited(tr("Change point"));
    return true;
}

bool PiecewisePointsModel::removeRows(int row, int count, const QModelIndex& parent)
{
    if (parent.isValid() || row < 0 || count < 1 || row + count > rowCount())
        return false;
    if (count == rowCount()) {
        Q_EMIT rejected(tr("At least one point is needed."));
        return false;
    }
    Points points = m_points;
    points.erase(points.begin() + row, points.begin() + row + count);
    beginRemoveRows({}, row, row + count - 1);
    m_points = std::move(points);
    endRemoveRows();
    tellAllChanged();
    Q_EMIT edited(tr("Remove point"));
    return true;
}

void PiecewisePointsModel::tellAllChanged()
{
    m_decimals.fill(0);
    for (PiecewiseLinear::Point& point : m_points) {
        for (int column = 0; column < ColumnCount; ++column)
            m_decimals[asIndex(column)] = std::max(m_decimals[asIndex(column)], decimalsOf(coordinate(point, column)));
    }
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

} // namespace dpl::ui
