#pragma once

#include "shell/palette_entry.hpp"

#include <QAbstractListModel>
#include <QList>

namespace dpl::ui {

/// The entries of the command palette that fit the search text, the best first; all of them, in the given order,
/// without one.
class PaletteModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        TitleRole = Qt::DisplayRole,
        DetailRole = Qt::UserRole,
        IconNameRole,
        ShortcutRole,
        PositionsRole, ///< QList<int> of the letters found in the title
    };

    using QAbstractListModel::QAbstractListModel;

    void setEntries(QList<PaletteEntry> entries);
    void setSearch(const QString& text);
    PaletteEntry entry(const QModelIndex& index) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Found {
        int entry = 0;
        int score = 0;
        QList<int> positions;
    };

    void search();

    QList<PaletteEntry> m_entries;
    QString m_search;
    QList<Found> m_found;
};

} // namespace dpl::ui
