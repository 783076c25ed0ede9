#pragma once

#include "synthetic/piecewise_environment.hpp"

#include <QAbstractTableModel>

#include <array>

namespace dpl::ui {

/// The points of a piecewise-linear function, one a row, ordered by a: a point whose a is edited moves to its place.
/// Only functions that core accepts come about; what it refuses is told by `rejected`.
class PiecewisePointsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { AColumn, ValueColumn, ColumnCount };

    explicit PiecewisePointsModel(QObject* parent = nullptr);

    /// Changes rows one by one, so that a view keeps its current cell.
    void setFunction(const synthetic::PiecewiseLinear& function);
    synthetic::PiecewiseLinear function() const { return synthetic::PiecewiseLinear(m_points); }

    /// What the values are, for the header: "utility".
    void setValueTitle(const QString& title);

    /// Adds a point on the function half-way to the point after `row`, or in the widest gap if they are close together.
    /// Its row, or -1 if there is no room.
    int addPointAfter(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

    /// The last point stays.
    bool removeRows(int row, int count, const QModelIndex& parent = {}) override;

Q_SIGNALS:
    /// The function was changed through the model; `what` says how, for the undo menu.
    void edited(const QString& what);
    void rejected(const QString& reason);

private:
    using Points = std::vector<synthetic::PiecewiseLinear::Point>;

    void tellAllChanged();

    Points m_points{{0.0, 0.0}};
    std::array<int, ColumnCount> m_decimals{}; ///< of the numbers of a column, so that their points are aligned
    QString m_valueTitle;
};

} // namespace dpl::ui
