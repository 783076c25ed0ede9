#pragma once

#include "hub/repository.hpp"
#include "jobs/job.hpp"

#include <QObject>
#include <QWidget>

#include <set>

namespace dpl::ui {

class JobQueue;

/// What a job has fetched.
struct Fetched {
    hub::Repository repository;
    QString folder;
    bool isAskedHere = false; ///< by the dialog that this watch opened
};

/// Opens the dialog that fetches by name, for a page or another dialog, and tells what jobs have fetched, wherever they
/// were queued.
class FetchWatch : public QObject {
    Q_OBJECT

public:
    FetchWatch(JobQueue& queue, QWidget* window);

    /// With a name that is looked for, or one to be entered.
    void open(hub::RepositoryKind kind, const QString& name = {});

Q_SIGNALS:
    void fetched(const dpl::ui::Fetched& what);

private:
    void follow(const JobStatus& status);

    JobQueue& m_queue;
    QWidget* m_window;
    std::set<JobId> m_askedHere;
    std::set<JobId> m_told;
};

} // namespace dpl::ui
