#pragma once

#include "jobs/job.hpp"

#include <QList>
#include <QObject>

#include <functional>

namespace dpl::records {
struct RowChoice;
}

namespace dpl::ui {

class JobQueue;
class Page;
class Settings;

/// Passes what is asked of the window to the first page that can do it. Each request says whether one could; if not,
/// `refused` says why.
class PageRequests : public QObject {
    Q_OBJECT

public:
    PageRequests(Settings& settings, JobQueue& queue, const QList<Page*>& pages, QObject* parent);

    bool openPath(const QString& path, const QString& firstPage = {}); ///< the page with that id is asked first
    bool resumeRun(const QString& folder, const QString& firstPage = {});
    bool duplicateRun(const QString& folder);
    bool trainFurther(const QString& folder);
    bool evaluateModels(const QStringList& folders);
    bool showRows(const records::RowChoice& choice);

    /// Of a job of this session or a run of an earlier one, in the way of its kind: its page is asked first, or its
    /// recipe is queued again.
    bool openJob(const JobStatus& job);
    bool resumeJob(const JobStatus& job);
    bool duplicateJob(const JobStatus& job);

Q_SIGNALS:
    void asked(); ///< what was said of an earlier request no longer holds
    void taken(dpl::ui::Page* page);
    void refused(const QString& sentence);

private:
    bool resumeAtPlace(const QString& folder);
    bool ask(const std::function<bool(Page&)>& request, const QString& refusal, const QString& firstPage = {});

    Settings& m_settings;
    JobQueue& m_queue;
    QList<Page*> m_pages;
};

} // namespace dpl::ui
