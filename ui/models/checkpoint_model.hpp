#pragma once

#include "records/found_checkpoint.hpp"
#include "runs/folder_index.hpp"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>

#include <vector>

namespace dpl::ui {

/// Checkpoints to choose from: which model, where it is from, and which of its evaluations are there. The first column
/// is checkable, but for those that cannot be used, which say why, and tells its series
/// (ReportTableModel::SeriesRoleRole).
class CheckpointModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { model, origin, evaluated, columns };

    using QAbstractTableModel::QAbstractTableModel;

    /// Replaces the list; what was checked stays so by its folder. `root`: origins are told as seen from there.
    void setCheckpoints(runs::Entries<records::FoundCheckpoint> checkpoints, const QString& root);
    const runs::Entries<records::FoundCheckpoint>& checkpoints() const { return m_checkpoints; }

    std::vector<records::FoundCheckpoint> checked() const; ///< each with the label that was chosen
    void setLabel(const QString& folder, const QString& label); ///< that is the reward; kept for when it is listed
    const QHash<QString, QString>& labels() const { return m_labels; }
    void setChecked(const QString& folder, bool checked); ///< kept for when it is listed
    void checkOnly(const QStringList& folders);
    void setAllChecked(bool checked);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void checkedChanged();

private:
    void tellChecked();

    runs::Entries<records::FoundCheckpoint> m_checkpoints; ///< thousands, perhaps: not copied
    QSet<QString> m_checked; ///< folders
    QHash<QString, QString> m_labels; ///< by folders
    QString m_root;
};

} // namespace dpl::ui
