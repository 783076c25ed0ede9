#pragma once

#include "base/place.hpp"

#include <QAbstractListModel>
#include <QList>
#include <QStringList>

namespace dpl::ui {

/// The places where backbones are looked for, in the user's order, with what was found there.
class PlacesModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        TextRole = Qt::DisplayRole, ///< "Hugging Face cache", or the path with ~ for the home folder
        PlaceRole = Qt::UserRole,
        StateRole, ///< the PlaceState
        StateTextRole, ///< "8 backbones", "not found"
    };

    using QAbstractListModel::QAbstractListModel;

    /// Replaces the places; those that stay keep their state.
    void setPlaces(const QStringList& places);
    void setState(const QString& place, const PlaceState& state);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Row {
        QString place;
        PlaceState state;
    };

    QList<Row> m_rows;
};

} // namespace dpl::ui
