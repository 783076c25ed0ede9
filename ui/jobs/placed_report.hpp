#pragma once

#include "jobs/job.hpp"
#include "places/placed_job.hpp"

#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>

namespace dpl::ui {

/// What was seen of a job that is elsewhere, for its JobStatus.
struct PlacedReport {
    JobState state = JobState::queued; ///< queued while it waits there; running; or how it ended
    QString standing; ///< JobStatus::standing
    QString message; ///< of one that failed: a sentence
    bool needsUser = false;
    Progress progress{};
    std::optional<double> secondsLeft{};
    QStringList warnings{};
    QString ended{}; ///< JobStatus::ended
    QString folder{}; ///< JobStatus::folder; empty: as it was
    bool folderExists = false;
};

/// "job 4711 · running on node2, 1 h 12 min left · seen 14:03": who does it, how it stands, and when that was seen.
QString standingText(const places::PlacedJob& job);

/// What is known of a job: its state by its place, and its progress by the run in its folder here. Reads files.
PlacedReport reportOf(const places::PlacedJob& job);

} // namespace dpl::ui
