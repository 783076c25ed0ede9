#include "pages/inspect/text_scoring.hpp"

#include "jobs/job_queue.hpp"
#include "jobs/score_text_job.hpp"
#include "pages/inspect/score_text_view.hpp"
#include "settings/settings.hpp"
#include "widgets/device_chooser.hpp"

#include <QDateTime>
#include <QFile>

namespace dpl::ui {

TextScoring::TextScoring(ScoreTextView& view, const Settings& settings, JobQueue& queue, QObject* parent)
    : QObject(parent), m_view(view), m_settings(settings), m_queue(queue)
{
    connect(&m_view, &ScoreTextView::scoreRequested, this, &TextScoring::start);
    connect(&m_view, &ScoreTextView::stopRequested, this, [this] { m_queue.stop(m_job); });
    connect(&m_queue, &JobQueue::statusChanged, this, &TextScoring::jobChanged);
}

void TextScoring::start()
{
    const evaluation::ScoredText text = m_view.text();
    const QString lacking = QString::fromStdString(text.problem());
    const QString problem = lacking.isEmpty() ? m_view.device()->problem() : lacking;
    m_view.say(problem);
    if (!problem.isEmpty() || m_job != 0) {
        return;
    }
    const QString folder = m_settings.value(known::runsFolder()) + QStringLiteral("/scored-texts/")
        + QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-HHmmss-zzz"));
    // The queue tells of it at once, as of one of an earlier session.
    m_queue.enqueue(scoreTextJob(text, folder.toStdString(), m_settings.compute(m_view.device()->device())));
}

void TextScoring::jobChanged(const JobStatus& status)
{
    if (status.kind != scoreTextKind()) {
        return;
    }
    if (m_job == 0 && status.isActive()) {
        m_job = status.id;
    }
    const bool own = status.id == m_job;
    if (own) {
        m_view.showJob(status);
    }
    if (status.isActive()) {
        return;
    }
    if (own) {
        m_job = 0;
    }
    if (status.state == JobState::failed && own) {
        m_view.say(status.message);
    }
    if (status.state == JobState::finished) {
        const QString file = QString::fromStdString(evaluation::scoredTextFile(status.folder.toStdString()).string());
        if (QFile::exists(file)) {
            Q_EMIT scored(file);
        }
    }
}

} // namespace dpl::ui
