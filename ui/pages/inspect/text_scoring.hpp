#pragma once

#include "jobs/job.hpp"

#include <QObject>

namespace dpl::ui {

class JobQueue;
class ScoreTextView;
class Settings;

/// Queues the scoring of the text that a view has, one at a time, and says in the view what comes of it.
class TextScoring : public QObject {
    Q_OBJECT

public:
    TextScoring(ScoreTextView& view, const Settings& settings, JobQueue& queue, QObject* parent = nullptr);

    void start(); ///< says in the view what the text lacks; nothing while one is scored

Q_SIGNALS:
    /// A scored text has an evaluation file now; also one that was queued in an earlier session.
    void scored(const QString& file);

private:
    void jobChanged(const JobStatus& status);

    ScoreTextView& m_view;
    const Settings& m_settings;
    JobQueue& m_queue;
    JobId m_job = 0; ///< 0: none
};

} // namespace dpl::ui
