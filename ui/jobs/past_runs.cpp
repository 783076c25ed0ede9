#include "jobs/past_runs.hpp"

#include "runs/run_folder.hpp"

namespace dpl::ui {

JobState stateOf(runs::RunState state)
{
    switch (state) {
    case runs::RunState::running: return JobState::running;
    case runs::RunState::finished: return JobState::finished;
    case runs::RunState::stopped: return JobState::stopped;
    case runs::RunState::failed: return JobState::failed;
    case runs::RunState::interrupted: break;
    }
    return JobState::interrupted;
}

JobStatus statusOf(const runs::FoundRun& run)
{
    JobStatus status;
    status.folder = QString::fromStdString(run.folder.string());
    if (!run.error.empty()) {
        status.title = QString::fromStdString(run.folder.filename().string());
        status.state = JobState::failed;
        status.message = QString::fromStdString(run.error);
        return status;
    }
    status.title = QString::fromStdString(run.record.title);
    status.kind.name = QString::fromStdString(run.record.kind);
    status.state = stateOf(run.record.state);
    status.message = QString::fromStdString(run.record.message);
    for (const std::string& warning : run.record.warnings) {
        status.warnings.append(QString::fromStdString(warning));
    }
    status.progress = {"", run.record.step, run.record.totalSteps};
    return status;
}

} // namespace dpl::ui
