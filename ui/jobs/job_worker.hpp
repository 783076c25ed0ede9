#pragma once

#include "jobs/job.hpp"

#include <QList>
#include <QString>
#include <QStringList>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <typeindex>

namespace dpl::ui {

/// Whether the folder that a job makes is there.
bool jobFolderExists(const QString& folder);

/// A running job: its thread, and what it told since the last delivery.
class JobWorker final : public JobEvents {
public:
    using Function = std::function<Completion(JobEvents&, std::stop_token)>;

    struct Outcome {
        JobState state = JobState::finished;
        QString message;
        bool folderExists = false;
        bool isElsewhere = false;
    };

    struct Events {
        std::optional<Progress> progress;
        std::optional<QString> folder;
        std::optional<QString> placed; ///< JobEvents::givenIn
        QStringList warnings;
        QList<Metrics> metrics;
        JobSnapshot snapshot;
        std::optional<Outcome> outcome; ///< the last event of all
    };

    /// Begins at once. `folder` is what the job makes, as far as it is known.
    JobWorker(Function run, std::type_index snapshotType, QString folder);

    void requestStop() { m_thread.request_stop(); }
    void requestCheckpoint() { m_checkpointWanted = true; }

    /// What was told since the last call.
    Events take();
    /// The receivers of the snapshot that was taken last have returned.
    void snapshotDelivered();

    double secondsSinceStart() const;

    bool wantsCheckpoint() override { return m_checkpointWanted.exchange(false); }
    bool wantsSnapshot() const override;
    void progressed(const Progress& progress) override;
    void measured(const Metrics& metrics) override;
    void publish(JobSnapshot snapshot) override;
    void folderChosen(const QString& folder) override;
    void givenIn(const QString& folder) override;
    void warned(const std::string& sentence) override;

private:
    using Clock = std::chrono::steady_clock;

    Outcome perform(const Function& run, std::stop_token stop);

    const std::type_index m_snapshotType;
    QString m_folder; ///< of the job's thread alone
    mutable std::mutex m_mutex;
    Events m_events;
    bool m_snapshotOut = false; ///< published, and its receivers have not returned yet
    std::optional<Clock::time_point> m_lastSnapshot;
    const Clock::time_point m_started;
    std::atomic<bool> m_checkpointWanted = false;
    std::jthread m_thread; ///< last, so that it is joined while the rest is alive
};

} // namespace dpl::ui
