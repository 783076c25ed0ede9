#pragma once

#include "jobs/job.hpp"
#include "runs/listed_run.hpp"

#include <memory>

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

    /// Why the run is as it is and what helps; else the first line of its note.
    QString happened() const;
    /// "2 warnings: ...", the texts of the first few; empty for none.
    QString warnings() const;
};

/// The row of a run that no job of this session works on.
RunRow rowOf(std::shared_ptr<const runs::ListedRun> run);

} // namespace dpl::ui
