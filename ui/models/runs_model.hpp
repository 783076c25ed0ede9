#pragma once

#include "jobs/job.hpp"
#include "models/report_table_model.hpp"
#include "report/series_style.hpp"
#include "runs/listed_run.hpp"

#include <QAbstractItemModel>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <memory>
#include <vector>

namespace dpl::ui {

/// A run of the list: what lies on disk, and the job of this session that works on it, if one does.
struct RunRow {
    std::shared_ptr<const runs::ListedRun> run;
    JobId job = 0;
    JobState state = JobState::finished;
    double share = 0.0; ///< done, 0 to 1
    QString message; ///< why it failed, or what it waits for

    friend bool operator==(const RunRow&, const RunRow&) = default;
    QString folder() const { return QString::fromStdString(run->folder.string()); }
    QString name() const { return QString::fromStdString(run->name()); }
    bool isActive() const
    {
        return state == JobState::running || state == JobState::queued || state == JobState::paused;
    }
};

/// Runs on disk and those that jobs of this session make, one a row; a job and a run of the same folder are one.
/// Grouped, they lie below their experiments. What is new or gone comes and goes as single rows, so that selections
/// stay.
class RunsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column {
        Name,
        State,
        Share,
        Loss,
        Accuracy,
        HeldOutAccuracy,
        LearningRate,
        Speed,
        Message,
        Head,
        Subset,
        Seed,
        Backbone,
        Created,
        Duration,
        Tags,
        Note,
        ColumnCount
    };
    enum Role {
        SeriesRoleRole = ReportTableModel::SeriesRoleRole, ///< int of report::SeriesRole, in the first column
        SortRole = ReportTableModel::NumberRole, ///< invalid where there is nothing
        FolderRole,
        StateRole, ///< int of JobState
        ShareRole, ///< done, 0 to 1
    };

    explicit RunsModel(QObject* parent = nullptr);
    ~RunsModel() override;

    void setRunsFolder(const QString& folder) { m_root = folder; }
    void setRuns(std::vector<std::shared_ptr<const runs::ListedRun>> runs);
    /// Takes over the state of a job that makes a run and has its folder. `recipe` (JobQueue::recipe) has the
    /// parameters of a run that is not on disk yet.
    void setJob(const JobStatus& status, const Json& recipe);
    /// While it is not watched, jobs change no row; when it is again, rows are as the jobs are by then.
    void setWatched(bool watched);
    void setGrouped(bool grouped);
    bool isGrouped() const { return m_grouped; }
    /// The colours of curves that are drawn; other runs show their head's.
    void setCurveRoles(const QHash<QString, report::SeriesRole>& roles);

    const RunRow* row(const QModelIndex& index) const; ///< null for an experiment
    QModelIndex indexOf(const QString& folder) const;
    /// Why the run is as it is and what helps; else the first line of its note.
    static QString happened(const RunRow& row);
    /// "2 warnings: ...", the texts of the first few; empty for none.
    static QString warningsOf(const RunRow& row);
    int runCount() const;
    int runningCount() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Group;
    struct JobEntry {
        JobStatus status;
        std::shared_ptr<const runs::ListedRun> planned;
    };

    struct Place {
        Group* group = nullptr;
        std::size_t row = 0;
    };

    std::vector<RunRow> wanted() const;
    void update();
    bool replaceRows(const std::vector<std::shared_ptr<const runs::ListedRun>>& before);
    void show(const Place& place, RunRow now);
    void updateJobs();
    bool updateRow(const QString& folder);
    const QHash<QString, Place>& places() const;
    void reset(std::vector<RunRow> rows);
    QString groupOf(const RunRow& row) const;
    QModelIndex parentOf(const Group& group) const;
    Group& groupFor(const QString& name);
    QVariant display(const RunRow& row, int column) const;
    QString messageToolTip(const RunRow& row) const;
    QVariant sortKey(const RunRow& row, int column) const;

    QString m_root;
    std::vector<std::shared_ptr<const runs::ListedRun>> m_runs;
    QHash<QString, JobEntry> m_jobs; ///< by folder
    QSet<QString> m_changedJobs; ///< folders of jobs that rows do not show yet
    bool m_watched = true;
    mutable QHash<QString, Place> m_places; ///< of runs by folder; empty when rows came or went
    QHash<QString, report::SeriesRole> m_roles;
    std::vector<std::unique_ptr<Group>> m_groups; ///< one without a name unless grouped
    bool m_grouped = false;
    QTimer m_jobsChanged; ///< jobs tell their progress oftener than a list has to show it
};

} // namespace dpl::ui
