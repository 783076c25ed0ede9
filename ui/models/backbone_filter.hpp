#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace dpl::ui {

/// The rows of a BackboneModel that hold every word of a search somewhere in name, path, family, type or format.
class BackboneFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setSearch(const QString& text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
};

} // namespace dpl::ui
