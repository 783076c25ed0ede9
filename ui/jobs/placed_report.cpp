#include "jobs/placed_report.hpp"

#include "base/difference_first.hpp"
#include "base/error.hpp"
#include "base/quantity_text.hpp"
#include "recipes/sweep_recipe.hpp"
#include "recipes/training_recipe.hpp"
#include "runs/folder_walk.hpp"
#include "runs/run_folder.hpp"

#include <QCoreApplication>
#include <QDateTime>

namespace dpl::ui {

namespace {

using places::PlacedStage;

struct PlacedText {
    Q_DECLARE_TR_FUNCTIONS(dpl::ui::PlacedReport)
};

constexpr int deepestRun = 4; // below a sweep's folder

QString shown(const std::string& text)
{
    return QString::fromStdString(text);
}

/// Of a time as Slurm writes it: "1-03:00:00", "2:30:00", "29:59". None if it is no such time ("UNLIMITED").
std::optional<double> secondsOf(const QString& time)
{
    const bool hasDays = time.contains(u'-');
    bool isNumber = true;
    const double days = hasDays ? time.section(u'-', 0, 0).toDouble(&isNumber) : 0.0;
    double seconds = 0.0;
    const QStringList parts = (hasDays ? time.section(u'-', 1) : time).split(u':');
    for (const QString& part : parts) {
        bool isPart = false;
        seconds = 60.0 * seconds + part.toDouble(&isPart);
        isNumber = isNumber && isPart;
    }
    const bool isTime = isNumber && parts.size() >= 2 && parts.size() <= 3;
    return isTime ? std::optional(86400.0 * days + seconds) : std::nullopt;
}

QString clockText(const std::string& utc)
{
    const QDateTime time = QDateTime::fromString(shown(utc), Qt::ISODate).toLocalTime();
    if (!time.isValid()) {
        return {};
    }
    const bool isToday = time.date() == QDate::currentDate();
    return time.toString(isToday ? QStringLiteral("HH:mm") : QStringLiteral("yyyy-MM-dd HH:mm"));
}

JobState stateOf(PlacedStage stage)
{
    switch (stage) {
    case PlacedStage::pending:
    case PlacedStage::configuring:
    case PlacedStage::requeued: return JobState::queued;
    case PlacedStage::running:
    case PlacedStage::completing:
    case PlacedStage::suspended: return JobState::running;
    case PlacedStage::finished: return JobState::finished;
    case PlacedStage::stopped:
    case PlacedStage::cancelled: return JobState::stopped;
    case PlacedStage::failed:
    case PlacedStage::timeout:
    case PlacedStage::outOfMemory:
    case PlacedStage::nodeFail:
    case PlacedStage::preempted: return JobState::failed;
    case PlacedStage::unknown: break;
    }
    return JobState::interrupted;
}

std::string kindOf(const places::PlacedJob& job)
{
    return JsonObject(job.recipe, "job").string("kind", "");
}

/// Runs below a sweep's folder that have finished.
int finishedRuns(const std::filesystem::path& folder)
{
    int finished = 0;
    for (const runs::SeenFolder& seen : runs::walkBelow({folder, deepestRun})) {
        if (!seen.holds("run.json")) {
            continue;
        }
        try {
            finished += runs::readRun(seen.path).state == runs::RunState::finished ? 1 : 0;
        } catch (const Error&) {
            // one that is being written, or damaged, has not finished
        }
    }
    return finished;
}

/// Takes what the run in its folder says of its progress. One that has not begun says nothing.
void takeRun(PlacedReport& report, const places::PlacedJob& job)
{
    std::error_code ignored;
    const std::string kind = kindOf(job);
    if (kind == recipes::SweepRecipe::kind) {
        report.progress = {"Runs that have finished", finishedRuns(job.folder), 0};
        return;
    }
    if (!std::filesystem::exists(job.folder / "run.json", ignored)) {
        return;
    }
    const runs::RunRecord run = runs::readRun(job.folder);
    report.progress = {kind == recipes::TrainingRecipe::kind ? "Training" : "", run.step, run.totalSteps};
    for (const std::string& warning : run.warnings) {
        report.warnings.append(shown(warning));
    }
    report.folderExists = true;
}

} // namespace

QString standingText(const places::PlacedJob& job)
{
    const places::PlacedState& state = job.state;
    const QString id = shown(job.id());
    const QString who = id.isEmpty()      ? QString()
        : places::isSlurm(job.place.kind) ? PlacedText::tr("job %1").arg(id)
                                          : PlacedText::tr("process %1").arg(id);
    QString stands = shown(runs::placedText(state));
    const auto left = isAtWork(state.stage) ? secondsOf(shown(state.timeLeft)) : std::nullopt;
    if (left && state.reach == places::PlacedReach::reached) {
        stands = PlacedText::tr("%1, %2 left").arg(stands, durationText(*left));
    }
    const bool saysSince = state.reach == places::PlacedReach::unreachable || state.stage == PlacedStage::unknown;
    const QString seen =
        saysSince || state.seen.empty() ? QString() : PlacedText::tr("seen %1").arg(clockText(state.seen));
    QStringList parts{who, stands, seen};
    parts.removeAll(QString());
    return parts.join(partsBetween);
}

PlacedReport reportOf(const places::PlacedJob& job)
{
    PlacedReport report;
    report.state = stateOf(job.state.stage);
    report.standing = standingText(job);
    report.needsUser = job.state.reach == places::PlacedReach::needsUser;
    std::error_code ignored;
    report.folderExists = std::filesystem::exists(job.folder, ignored);
    if (report.state == JobState::failed || report.state == JobState::interrupted) {
        const QString reason = shown(job.state.reason);
        report.message =
            job.state.stage == PlacedStage::failed && !reason.isEmpty() ? reason : shown(runs::placedText(job.state));
    }
    if (!isActive(job.state.stage)) {
        report.ended = shown(job.state.seen);
    }
    try {
        takeRun(report, job);
    } catch (const Error&) {
        // its run.json is being written, or damaged, which Runs says
    }
    return report;
}

} // namespace dpl::ui
