#include "jobs/past_runs.hpp"

#include "base/difference_first.hpp"
#include "runs/listed_run.hpp"

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

JobStatus statusOf(const std::filesystem::path& folder, const runs::RunRecord& record, const std::string& error)
{
    JobStatus status;
    status.folder = QString::fromStdString(folder.string());
    if (!error.empty()) {
        status.title = QString::fromStdString(folder.filename().string());
        status.state = JobState::failed;
        status.message = QString::fromStdString(error);
        return status;
    }
    status.title = QString::fromStdString(record.title);
    status.kind.name = QString::fromStdString(record.kind);
    status.state = stateOf(record.state);
    status.message = QString::fromStdString(record.message);
    for (const std::string& warning : record.warnings) {
        status.warnings.append(QString::fromStdString(warning));
    }
    status.progress = {"", record.step, record.totalSteps};
    if (!record.device.empty()) {
        status.device = QString::fromStdString(record.device);
    }
    status.ended = QString::fromStdString(record.finished);
    if (record.placed) {
        status.place = QString::fromStdString(record.placed->place);
    }
    return status;
}

JobStatus statusOf(const runs::ListedRun& run)
{
    const bool isDamaged = run.record.kind.empty(); // else an error is one of its notes
    JobStatus status = statusOf(run.folder, run.record, isDamaged ? run.error : std::string());
    if (!isDamaged) {
        takeTexts(status, run);
    }
    return status;
}

void takeTexts(JobStatus& status, const runs::ListedRun& run)
{
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    QStringList about{text(run.backbone), text(run.experiment)};
    status.title = text(run.name());
    about.removeAll(QString());
    status.about = about.join(partsBetween);
}

} // namespace dpl::ui
