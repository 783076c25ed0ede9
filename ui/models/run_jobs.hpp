#pragma once

#include "models/run_row.hpp"

#include <QHash>
#include <QMap>

namespace dpl::ui {

/// The jobs of this session that make runs, by the folders of these. A folder may have several at once: the one that
/// works on it counts, or else the first one that waits.
class RunJobs {
public:
    struct Entry {
        QMap<JobId, JobStatus> active; ///< by the order in which they were asked for
        JobId last = 0; ///< that was heard of
        std::shared_ptr<const runs::ListedRun> planned; ///< while nothing is on disk; null if its job did not say

        bool isActive() const { return !active.isEmpty(); }
        const JobStatus& shown() const;
    };

    /// Takes over the state of a job. `recipe` (JobQueue::recipe) has the parameters of a run that is not on disk yet,
    /// `root` is the runs folder. False if the job makes no run.
    bool take(const JobStatus& status, const Json& recipe, const QString& root);

    bool isEmpty() const { return m_entries.isEmpty(); }
    const QHash<QString, Entry>& byFolder() const { return m_entries; }

    /// Has a row show what the jobs do with its run. One that waits for a run that has finished, or that another
    /// process is at, changes nothing of it: it will find it done or busy.
    static void follow(RunRow& row, const Entry& entry);

private:
    QHash<QString, Entry> m_entries;
};

} // namespace dpl::ui
