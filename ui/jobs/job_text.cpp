#include "jobs/job_text.hpp"

#include "base/difference_first.hpp"
#include "base/quantity_text.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

struct JobText {
    Q_DECLARE_TR_FUNCTIONS(JobText)
};

} // namespace

QString stateText(JobState state)
{
    switch (state) {
    case JobState::queued: return JobText::tr("queued");
    case JobState::paused: return JobText::tr("paused");
    case JobState::running: return JobText::tr("running");
    case JobState::finished: return JobText::tr("finished");
    case JobState::stopped: return JobText::tr("stopped");
    case JobState::failed: return JobText::tr("failed");
    case JobState::interrupted: return JobText::tr("interrupted");
    }
    return {};
}

QString stateWithShare(const JobStatus& status)
{
    if (status.isElsewhere && status.state == JobState::queued)
        return JobText::tr("pending");
    const bool hasBegun = status.state != JobState::queued || status.progress.step > 0;
    const bool isToBeDone = hasBegun && status.state != JobState::finished && status.state != JobState::failed;
    const std::optional<double> share = jobShare(status);
    if (!isToBeDone || !share)
        return stateText(status.state);
    return JobText::tr("%1 · %2 %").arg(stateText(status.state)).arg(int(std::floor(*share * 100)));
}

QString progressText(const Progress& progress)
{
    const QString phase = QString::fromStdString(progress.phase);
    if (progress.total <= 0)
        return progress.step > 0 ? JobText::tr("%1 · step %2").arg(phase, groupedText(progress.step)) : phase;
    const bool hasSteps =
        phase.isEmpty() || phase.contains(u"training", Qt::CaseInsensitive); // and not layers, or rows
    const QString step = (hasSteps ? JobText::tr("step %1 of %2") : JobText::tr("%1 of %2"))
                             .arg(groupedText(progress.step), groupedText(progress.total));
    return phase.isEmpty() ? step : JobText::tr("%1 · %2").arg(phase, step);
}

QString aboutText(const JobStatus& status)
{
    QStringList parts{status.about, status.device == QStringLiteral("cpu") ? QString() : status.device, status.place};
    parts.removeAll(QString());
    return parts.join(partsBetween);
}

QString waitingText(JobState state)
{
    switch (state) {
    case JobState::queued: return JobText::tr("It is waiting for its turn.");
    case JobState::paused: return JobText::tr("It is paused. Resume it in Jobs (Ctrl+J).");
    default: return {};
    }
}

std::optional<double> progressShare(const Progress& progress)
{
    if (progress.total <= 0)
        return std::nullopt;
    return std::clamp(double(progress.step) / double(progress.total), 0.0, 1.0);
}

std::optional<double> jobShare(const JobStatus& status)
{
    const std::string& phase = status.progress.phase;
    const bool isOfPart = status.kind.product == JobProduct::experiment || phase == "Loading layers"
        || (status.kind.trainsModels && phase == "Evaluating");
    return isOfPart ? std::nullopt : progressShare(status.progress);
}

QString warningCountText(qsizetype count)
{
    return count == 0 ? QString() : count == 1 ? JobText::tr("1 warning") : JobText::tr("%1 warnings").arg(count);
}

QString timeLeftText(const JobStatus& status)
{
    return status.secondsLeft && jobShare(status) ? JobText::tr("%1 left").arg(durationText(*status.secondsLeft))
                                                  : QString();
}

} // namespace dpl::ui
