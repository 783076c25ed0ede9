#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "shell/queue_claim.hpp"

#include "jobs/job.hpp"

#include <QHash>
#include <QList>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace dpl::ui {

class JobKinds;
class JobQueue;

/// Keeps in a file what the queue has not done yet, so that neither quitting nor a crash loses it. Of several windows
/// with the same file the first keeps it, and each other one of its own beside it ("{file}.2", ...), until a window is
/// gone: the first takes over what is left in its file, and where it was the first, another becomes it. A file is
/// written, on a worker, when a job comes or goes, is paused, is given a folder, or changes its place, not while one
/// makes progress. Jobs that have failed are kept with their errors until they are removed from the list; not runs,
/// which tell of that themselves.
class SavedQueue : public QObject {
    Q_OBJECT

public:
    SavedQueue(JobQueue& queue, std::filesystem::path file, QObject* parent = nullptr);
    ~SavedQueue() override;

    /// Queues what the own file holds, and those of windows that are gone, the queue being held back. The number of
    /// jobs that are still to be done. Where something in a file cannot be read, the whole file is kept beside it as
    /// "{file}.bak", or with a number behind where that is there, and `failed` tells of it.
    int restore(const JobKinds& kinds, const ComputeOptions& compute);

    /// Takes over from windows that are gone. The number of jobs, for which the queue is held back; nothing if no
    /// window is gone.
    std::optional<int> takeOver(const JobKinds& kinds, const ComputeOptions& compute);

    bool isKeptByAnother() const { return m_number > 1; } ///< another window keeps the first file

    /// Writes the file now and no more: what is still there when the window closes is there when it opens again.
    void close();

Q_SIGNALS:
    void saved(); ///< the file was written
    void failed(const QString& message); ///< a file cannot be written, or something in it cannot be read

private:
    /// What the file says of a job, besides its recipe, which stays the same.
    struct Entry {
        JobId id = 0;
        Json state; ///< its folder, what it waits for, whether it is paused, how far it is, why it failed

        friend bool operator==(const Entry&, const Entry&) = default;
    };
    struct Line {
        Entry entry;
        std::string text;
    };
    struct Restored {
        int jobs = 0;
        bool isWhole = true; ///< what could not be read is kept aside
    };

    std::filesystem::path fileOf(int number) const;
    void claimFile();
    Restored readFrom(const std::filesystem::path& file, const JobKinds& kinds, const ComputeOptions& compute);
    int takeOwn(const JobKinds& kinds, const ComputeOptions& compute);
    bool keepAside(const std::filesystem::path& file, const QString& problem);
    std::string text();
    QList<Entry> entries() const;
    void save();
    void saveNow();

    JobQueue& m_queue;
    std::filesystem::path m_first;
    int m_number = 1; ///< of the own file
    std::unique_ptr<QueueClaim> m_claim; ///< on it
    std::set<std::filesystem::path> m_leftAlone; ///< files of others that can neither be read nor kept aside
    QHash<JobId, Line> m_lines; ///< as they are in the file
    std::optional<QList<Entry>> m_written; ///< of the file, once it was written
    QTimer m_saving;
    bool m_closed = false;
    QThreadPool m_writing; ///< of one thread: a later state of the file does not come before an earlier one
};

} // namespace dpl::ui
