#pragma once

#include "jobs/job.hpp"

#include <QAbstractListModel>
#include <QList>
#include <QSet>

#include <filesystem>

namespace dpl::ui {

class JobQueue;

/// The jobs of this session, one a row: active ones in the order of the queue, where those that wait can be dragged,
/// then ended ones, the last first. Below them the runs of earlier sessions. A run is shown once: as the newest job
/// that works on it, if this session does; and no more once it is cleared or removed, until a job works on it. While a
/// job makes progress, dataChanged names progressRoles() and nothing else.
class JobModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        TitleRole = Qt::DisplayRole,
        StatusRole = Qt::UserRole, ///< the JobStatus
        IdRole, ///< JobId; 0 of an earlier run
        KindRole,
        StateRole, ///< int of JobState
        StateTextRole, ///< "running · 64 %"
        ShareRole, ///< 0 to 1; invalid while unknown
        ProgressTextRole, ///< "training · step 640 of 1,000"
        TimeLeftRole, ///< "1 min 02 s left"
        MessageRole,
        WarningsRole, ///< QStringList
        FolderRole,
        EarlierRole, ///< true for a run of an earlier session
        AboutRole, ///< aboutText
    };

    explicit JobModel(const JobQueue& queue, QObject* parent = nullptr);

    /// What changes tens of times a second while a job runs. A row takes the same room whatever they are.
    static QList<int> progressRoles();

    /// What the experiments of runs lie in.
    void setRunsFolder(const QString& folder) { m_root = folder.toStdString(); }

    /// Leaves out what had finished at that time (JobStatus::ended).
    void setCleared(const QString& time);
    /// Leaves out jobs that have ended, and runs of earlier sessions.
    void remove(const QList<JobStatus>& jobs);

    /// Replaces the runs of earlier sessions, given in the order to show.
    void setPastRuns(const QList<JobStatus>& runs);

    int activeCount() const { return m_active; }
    int sessionCount() const { return int(m_session.size()); }
    const JobStatus& status(const QModelIndex& index) const; ///< of no job for no row; until the model changes

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(
        const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) const override;

    /// Tells by moveRequested. False, as a view would take the row out otherwise.
    bool dropMimeData(
        const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) override;

Q_SIGNALS:
    /// A waiting job was dropped before another waiting one, or (0) behind all.
    void moveRequested(dpl::ui::JobId id, dpl::ui::JobId next);
    void removed(dpl::ui::JobId id); ///< by `remove`: a job of this session

private:
    void add(const JobStatus& status);
    void update(const JobStatus& status);
    void arrange();
    void hidePast(const QString& folder);
    void hideEarlier(const JobStatus& job);
    const JobStatus& at(int row) const;
    bool isLeftOut(const JobStatus& job) const;
    void leaveOut();
    JobStatus described(JobStatus status) const;

    const JobQueue& m_queue;
    QList<JobStatus> m_session;
    QList<JobStatus> m_past;
    std::filesystem::path m_root;
    QString m_cleared; ///< when; empty: never
    QSet<JobId> m_removedJobs;
    QSet<QString> m_removedFolders;
    const JobStatus m_none{}; ///< stands for one that there is not
    int m_active = 0; ///< the first rows
};

} // namespace dpl::ui
