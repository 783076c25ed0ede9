#pragma once

#include "models/report_table_model.hpp"
#include "models/run_columns.hpp"
#include "models/run_jobs.hpp"
#include "report/series_style.hpp"

#include <QAbstractItemModel>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace dpl::ui {

/// What runs lie below in the list.
enum class RunGrouping {
    none,
    experiments,
    seeds, ///< runs of an experiment that differ in nothing but their seed
};

/// Runs on disk and those that jobs of this session make, one a row; a job and a run of the same folder are one.
/// Grouped, they lie below their groups. What is new or gone comes and goes as single rows, so that selections stay.
/// Behind the columns below there is one for each parameter that the runs have.
class RunsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column {
        Name,
        Experiment,
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
        HeldOutLoss,
        Margin,
        Sigma,
        Entropy,
        GradientNorm,
        Steps,
        Warnings,
        Where,
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
    void setGrouping(RunGrouping grouping);
    RunGrouping grouping() const { return m_grouping; }
    bool isGrouped() const { return m_grouping != RunGrouping::none; }
    /// The colours of curves that are drawn; other runs show their head's.
    void setCurveRoles(const QHash<QString, report::SeriesRole>& roles);
    /// The run that the results of others are compared with, by its folder; empty: none.
    void setBaseline(const QString& folder);
    const QString& baseline() const { return m_baseline; }

    const RunColumns& columns() const { return m_columns; }
    const RunRow* row(const QModelIndex& index) const; ///< null for a group
    QString groupTitle(const QModelIndex& index) const; ///< of a group
    QModelIndex indexOf(const QString& folder) const;
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
    struct GroupName {
        QString key;
        QString title;
    };
    struct Place {
        Group* group = nullptr;
        std::size_t row = 0;
    };

    /// Runs by the folders in which something changed; null: there is none on disk.
    using Changes = QHash<QString, std::shared_ptr<const runs::ListedRun>>;

    std::vector<RunRow> wanted() const;
    std::optional<RunRow> wantedFor(const QString& folder, const std::shared_ptr<const runs::ListedRun>& onDisk) const;
    std::optional<Changes> changesSince(const std::vector<std::shared_ptr<const runs::ListedRun>>& before) const;
    void apply(const Changes& changes);
    void remove(std::vector<Place> gone);
    void append(RunRow row);
    void updateJobs();
    const QHash<QString, Place>& places() const;
    void reset(std::vector<RunRow> rows, RunGrouping grouping);
    const GroupName& groupOf(const RunRow& row) const;
    QModelIndex parentOf(const Group& group) const;
    Group& groupFor(const GroupName& name);
    const runs::ListedRun* baselineRun() const;
    QVariant groupData(const Group& group, int column, int role) const;
    void tellChanged(const Group& group, std::size_t row);
    void allCellsChanged();

    QString m_root;
    RunColumns m_columns;
    std::vector<std::shared_ptr<const runs::ListedRun>> m_runs;
    RunJobs m_jobs;
    QSet<QString> m_changedJobs; ///< folders of jobs that rows do not show yet
    bool m_watched = true;
    mutable QHash<QString, Place> m_places; ///< of runs by folder; empty when rows came or went
    mutable std::unordered_map<std::shared_ptr<const runs::ListedRun>, GroupName> m_groupNames; ///< as far as asked for
    QHash<QString, report::SeriesRole> m_roles;
    QString m_baseline;
    std::vector<std::unique_ptr<Group>> m_groups; ///< one without a name unless grouped
    RunGrouping m_grouping = RunGrouping::none;
    QTimer m_jobsChanged; ///< jobs tell their progress oftener than a list has to show it
};

} // namespace dpl::ui
