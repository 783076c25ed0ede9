#pragma once

#include "places/places_file.hpp"

#include <QAbstractListModel>
#include <QThreadPool>

#include <optional>
#include <vector>

namespace dpl::ui {

/// Where jobs may run, a row each: this window, this computer apart from it, the user's places, and a last row that
/// leads to the list of places. The file of places is read and written in the background; what another program writes
/// into it is seen by reload().
class WhereModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        TextRole = Qt::DisplayRole, ///< "this window", "cluster", "Manage places…"
        NameRole = Qt::UserRole, ///< of the place; empty in the last row
        DescriptionRole, ///< "cluster · Slurm at login.example.org", in one line
    };

    /// `file`: the user's own (places::placesFile) if empty.
    explicit WhereModel(std::filesystem::path file = {}, QObject* parent = nullptr);
    ~WhereModel() override; ///< once what was changed is written

    void reload();
    bool hasRead() const { return m_hasRead; }
    const QString& failure() const { return m_failure; } ///< why the file cannot be read or written; empty: it can

    const std::vector<places::Place>& places() const { return m_file.places; } ///< the user's own
    std::optional<places::Place> place(const QString& name) const; ///< built in or not

    // What is wrong, in a sentence; empty: it is done, and written soon.
    QString add(places::Place place);
    QString replace(const QString& name, places::Place place);
    QString remove(const QString& name);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void changed(); ///< the places, or why they are not known

private:
    template <typename Change> QString change(Change change);
    void write();
    void take(places::PlacesFile file);
    const places::Place* at(int row) const; ///< null: the last row

    std::filesystem::path m_path;
    places::PlacesFile m_file;
    std::vector<places::Place> m_all; ///< with those that are built in
    QString m_failure;
    bool m_hasRead = false;
    int m_writes = 0; ///< under way: what is read meanwhile is older
    QThreadPool m_pool; ///< one thread: a file is written in the order of its changes
};

/// "Slurm at login.example.org, by ssh", "the job outlives the window".
QString placeDescription(const places::Place& place);

} // namespace dpl::ui
