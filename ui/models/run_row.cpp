#include "models/run_row.hpp"

#include "jobs/job_text.hpp"
#include "jobs/past_runs.hpp"

#include <QCoreApplication>

namespace dpl::ui {

namespace {

struct RunRowText {
    Q_DECLARE_TR_FUNCTIONS(dpl::ui::RunRow)
};

} // namespace

RunRow rowOf(std::shared_ptr<const runs::ListedRun> run)
{
    RunRow row;
    row.state = run->error.empty() ? stateOf(run->record.state) : JobState::failed;
    row.message = QString::fromStdString(run->error.empty() ? run->record.message : run->error);
    row.share = run->share();
    row.run = std::move(run);
    return row;
}

QString RunRow::happened() const
{
    if (run->error.empty() && run->record.placed && runs::isActive(run->record.placed->stage)) {
        return QString::fromStdString(runs::placedText(*run->record.placed));
    }
    switch (state) {
    case JobState::failed:
        return run->error.empty()
            ? RunRowText::tr("%1 — resume it, or duplicate it with different parameters").arg(message)
            : QString::fromStdString(run->error);
    case JobState::interrupted: return RunRowText::tr("its process ended; can be resumed");
    case JobState::stopped: return RunRowText::tr("can be resumed");
    case JobState::queued: return RunRowText::tr("waiting for its turn");
    case JobState::paused: return RunRowText::tr("waiting until you resume it");
    case JobState::running: break;
    case JobState::finished:
        if (run->modelIsGone) {
            return RunRowText::tr("its trained model is no longer in its folder; resume it to train it again");
        }
        break;
    }
    return QString::fromStdString(run->notes.note).section(u'\n', 0, 0);
}

QString RunRow::warnings() const
{
    constexpr std::size_t most = 3;
    const std::vector<std::string>& warnings = run->record.warnings;
    QStringList lines;
    for (std::size_t i = 0; i < warnings.size() && i < most; ++i) {
        lines << QString::fromStdString(warnings[i]);
    }
    if (warnings.empty()) {
        return {};
    }
    if (warnings.size() > most) {
        lines << RunRowText::tr("and %1 more, which the log has").arg(warnings.size() - most);
    }
    return warningCountText(qsizetype(warnings.size())) + QStringLiteral(": ") + lines.join(u'\n');
}

} // namespace dpl::ui
