#pragma once

#include "evaluation/evaluation_plan.hpp"

#include <QAbstractListModel>
#include <QSet>

#include <vector>

namespace dpl::ui {

/// Datasets to choose from, each checkable: its name, its kind, its place.
class DatasetModel : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setDatasets(std::vector<evaluation::FoundDataset> datasets);
    const std::vector<evaluation::FoundDataset>& datasets() const { return m_datasets; }

    std::vector<evaluation::FoundDataset> checked() const;
    QStringList checkedPaths() const { return {m_checked.begin(), m_checked.end()}; }
    void checkOnly(const QStringList& paths); ///< kept for when they are listed
    void setChecked(const QString& path, bool checked);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void checkedChanged();

private:
    void tellChecked();

    std::vector<evaluation::FoundDataset> m_datasets;
    QSet<QString> m_checked; ///< paths
};

} // namespace dpl::ui
