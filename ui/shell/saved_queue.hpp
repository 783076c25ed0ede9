#pragma once

#include "base/compute.hpp"
#include "shell/queue_claim.hpp"

#include "jobs/job.hpp"

#include <QList>
#include <QObject>
#include <QTimer>

#include <filesystem>
#include <optional>

namespace dpl::ui {

class JobKinds;
class JobQueue;

/// Keeps in a file what the queue has not done yet, so that neither quitting nor a crash loses it. Of several windows
/// with the same file the first keeps it; those that are opened meanwhile neither read nor write it. It is written when
/// a job comes or goes, is given a folder, or changes its place, not while one makes progress.
class SavedQueue : public QObject {
    Q_OBJECT

public:
    SavedQueue(JobQueue& queue, std::filesystem::path file, QObject* parent = nullptr);

    /// Queues what the file holds, the queue being held back. The number of jobs. Where something in it cannot be read,
    /// the whole file is kept beside it as "{file}.bak", or with a number behind where that is there, and `failed`
    /// tells of it.
    int restore(const JobKinds& kinds, const ComputeOptions& compute);

    bool isKeptByAnother() const { return m_claim.isAnothers(); } ///< another window keeps the file

    /// Writes the file now and no more: what is still there when the window closes is there when it opens again.
    void close();

Q_SIGNALS:
    void saved(); ///< the file was written
    void failed(const QString& message); ///< the file cannot be written, or something in it cannot be read

private:
    /// What the file says of a job, besides its recipe, which stays the same.
    struct Entry {
        JobId id = 0;
        QString folder;
        QStringList after;

        friend bool operator==(const Entry&, const Entry&) = default;
    };

    void save();
    void keepAside(const QString& problem);

    JobQueue& m_queue;
    std::filesystem::path m_file;
    QueueClaim m_claim;
    std::optional<QList<Entry>> m_written; ///< of the file, once it was written
    QTimer m_saving;
    bool m_closed = false;
};

} // namespace dpl::ui
