#pragma once

#include "base/compute.hpp"

#include <QLockFile>
#include <QObject>
#include <QTimer>

#include <filesystem>
#include <string>

namespace dpl::ui {

class JobQueue;

/// Keeps in a file what the queue has not done yet, so that neither quitting nor a crash loses it. Of several windows
/// with the same file the first keeps it; those that are opened meanwhile neither read nor write it.
class SavedQueue : public QObject {
    Q_OBJECT

public:
    SavedQueue(JobQueue& queue, std::filesystem::path file, QObject* parent = nullptr);

    /// Queues what the file holds, the queue being held back. The number of jobs. What cannot be read is told by
    /// `failed` and left out.
    int restore(const ComputeOptions& compute);

    /// Writes the file now and no more: what is still there when the window closes is there when it opens again.
    void close();

Q_SIGNALS:
    void failed(const QString& message); ///< the file cannot be written, or a job in it cannot be read

private:
    void save();

    JobQueue& m_queue;
    std::filesystem::path m_file;
    QLockFile m_lock;
    std::string m_written;
    QTimer m_saving;
    bool m_closed = false;
};

} // namespace dpl::ui
