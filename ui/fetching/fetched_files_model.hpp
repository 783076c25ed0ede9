#pragma once

#include "hub/fetch.hpp"

#include <QAbstractTableModel>

namespace dpl::ui {

/// The files of a repository: their names, sizes and what they are to this program. Those that are to be fetched are
/// checked.
class FetchedFilesModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { name, size, use, columns };

    using QAbstractTableModel::QAbstractTableModel;

    void setPlan(hub::FetchPlan plan);
    const hub::FetchPlan& plan() const { return m_plan; }

    /// What is checked: nothing to be chosen, if it is what would be used anyway.
    hub::FileChoice choice() const;
    int checkedCount() const;
    qint64 checkedBytes() const;
    qint64 bytesThere() const; ///< of these, in the cache

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void checkedChanged();

private:
    hub::FetchPlan m_plan;
    std::vector<bool> m_checked; ///< by file
};

} // namespace dpl::ui
