#pragma once

#include "models/shared_card.hpp"

#include <QAbstractListModel>
#include <QList>
#include <QStringList>

#include <filesystem>
#include <set>

namespace dpl::ui {

/// Backbones by their cards, one a row, sorted by name as people read them ("7b" before "13b") and then by path.
class BackboneModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::DisplayRole,
        PathRole = Qt::UserRole,
        SummaryRole, ///< "llama · 135 million parameters · Q4_1"; of a broken one, that it cannot be used
        UsableRole, ///< bool
        SearchRole, ///< all that a search looks at
    };

    using QAbstractListModel::QAbstractListModel;

    /// Adds a card at its place, or replaces the one of the same path.
    void put(const SharedCard& card);

    /// Drops the rows of all other paths.
    void keepOnly(const QStringList& paths);

    SharedCard card(const QModelIndex& index) const; ///< null without one
    QModelIndex find(const QString& path) const;
    std::set<std::filesystem::path> paths() const;
    int brokenCount() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QList<SharedCard> m_cards;
};

} // namespace dpl::ui
