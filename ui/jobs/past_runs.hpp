#pragma once

#include "jobs/job.hpp"

#include <QList>
#include <QObject>

namespace dpl::runs {
struct FoundRun;
}

namespace dpl::ui {

/// A run on disk as the jobs panel and the pages show it.
JobStatus statusOf(const runs::FoundRun& run);

/// The runs that lie in a folder, read away from the GUI thread.
class PastRuns : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Reads the folder and tells what is there by `found`. Of requests that overlap the last one counts.
    void read(const QString& folder);

Q_SIGNALS:
    void found(const QList<dpl::ui::JobStatus>& runs);

private:
    quint64 m_request = 0;
};

} // namespace dpl::ui
