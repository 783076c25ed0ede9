#pragma once

#include "runs/curves_figure.hpp"

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace dpl::ui {

/// The curves that are drawn, one a row: their names, and their values in each chart.
class CurveListModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role {
        SeriesRoleRole = Qt::UserRole, ///< int of report::SeriesRole, in the first column
        DashRole, ///< int of report::Dash, in the first column
    };

    explicit CurveListModel(QObject* parent = nullptr);

    /// `heading`: where the values are read, "step 1,234". `metrics`: of the charts.
    void setRows(std::vector<runs::CurveRow> rows, const QString& heading, const QStringList& metrics);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<runs::CurveRow> m_rows;
    QString m_heading;
    QStringList m_metrics;
};

} // namespace dpl::ui
