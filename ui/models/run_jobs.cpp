#include "models/run_jobs.hpp"

#include "jobs/job_text.hpp"

#include <algorithm>

namespace dpl::ui {

const JobStatus& RunJobs::Entry::shown() const
{
    const auto running = std::find_if(
        active.cbegin(), active.cend(), [](const JobStatus& status) { return status.state == JobState::running; });
    return running != active.cend() ? *running : active.first();
}

bool RunJobs::take(const JobStatus& status, const Json& recipe, const QString& root)
{
    if (status.folder.isEmpty() || status.kind.product != JobProduct::run) {
        return false;
    }
    Entry& entry = m_entries[status.folder];
    entry.last = status.id;
    if (status.isActive()) {
        entry.active.insert(status.id, status);
    } else {
        entry.active.remove(status.id);
    }
    if (!entry.planned && recipe.is_object() && recipe.contains("params")) {
        entry.planned = std::make_shared<const runs::ListedRun>(runs::plannedRun(status.folder.toStdString(),
            root.toStdString(), status.kind.name.toStdString(), status.title.toStdString(), recipe["params"]));
    }
    return true;
}

void RunJobs::follow(RunRow& row, const Entry& entry)
{
    if (!entry.isActive()) {
        row.job = entry.last;
        return; // what it ended as is on disk
    }
    const JobStatus& status = entry.shown();
    const bool isDone = row.state == JobState::finished && !row.run->modelIsGone;
    const bool isBusy = row.state == JobState::running;
    if (row.run != entry.planned && status.state == JobState::queued && (isDone || isBusy)) {
        return;
    }
    row.job = status.id;
    row.state = status.state;
    row.message = status.message;
    if (const auto share = progressShare(status.progress); share && status.progress.phase == "Training") {
        row.share = *share;
    }
}

} // namespace dpl::ui
