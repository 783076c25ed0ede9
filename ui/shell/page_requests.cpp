#include "shell/page_requests.hpp"

#include "jobs/job_options.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/placed_jobs.hpp"
#include "pages/page.hpp"
#include "settings/settings.hpp"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace dpl::ui {

PageRequests::PageRequests(Settings& settings, JobQueue& queue, const QList<Page*>& pages, QObject* parent)
    : QObject(parent), m_settings(settings), m_queue(queue), m_pages(pages)
{
}

bool PageRequests::ask(const std::function<bool(Page&)>& request, const QString& refusal, const QString& firstPage)
{
    Q_EMIT asked();
    QList<Page*> pages = m_pages;
    std::stable_partition(
        pages.begin(), pages.end(), [&firstPage](const Page* page) { return page->id() == firstPage; });
    for (Page* page : std::as_const(pages)) {
        if (request(*page)) {
            Q_EMIT taken(page);
            return true;
        }
    }
    Q_EMIT refused(refusal);
    return false;
}

bool PageRequests::openPath(const QString& path, const QString& firstPage)
{
    const QFileInfo file(path); // of a run, file managers open run.json
    const QString place = file.fileName() == QStringLiteral("run.json") ? file.absolutePath() : path;
    return ask([&place](Page& page) { return page.openPath(place); },
        tr("There is nothing to show in %1.").arg(QDir::toNativeSeparators(place)), firstPage);
}

bool PageRequests::resumeRun(const QString& folder, const QString& firstPage)
{
    if (QFileInfo::exists(QDir(folder).filePath(QString::fromLatin1(runs::placedName))))
        return resumeAtPlace(folder);
    return ask([&folder](Page& page) { return page.resumeRun(folder); },
        tr("The run in %1 cannot be resumed here.").arg(QDir::toNativeSeparators(folder)), firstPage);
}

/// Where it was given to, and not in this window.
bool PageRequests::resumeAtPlace(const QString& folder)
{
    Q_EMIT asked();
    try {
        JobRequest request = requestOf(places::readPlacedJob(folder.toStdString()), shippedJobKinds());
        const QString place = placeName(request.place->place);
        const bool isQueued = m_queue.enqueue(std::move(request)) != 0;
        Q_EMIT refused(
            isQueued ? tr("It is given to its place again: %1.").arg(place) : tr("This run is in the queue already."));
        return isQueued;
    } catch (const std::exception& error) {
        Q_EMIT refused(QString::fromUtf8(error.what()));
        return false;
    }
}

bool PageRequests::duplicateRun(const QString& folder)
{
    return ask([&folder](Page& page) { return page.duplicateRun(folder); },
        tr("The parameters of the run in %1 cannot be read.").arg(QDir::toNativeSeparators(folder)));
}

bool PageRequests::trainFurther(const QString& folder)
{
    return ask([&folder](Page& page) { return page.trainFurther(folder); },
        tr("The parameters of the run in %1 cannot be read.").arg(QDir::toNativeSeparators(folder)));
}

bool PageRequests::evaluateModels(const QStringList& folders)
{
    return ask([&folders](Page& page) { return page.evaluateModels(folders); },
        tr("There is no trained model in %1.").arg(QDir::toNativeSeparators(folders.join(QStringLiteral(", ")))));
}

bool PageRequests::showRows(const records::RowChoice& choice)
{
    return ask([&choice](Page& page) { return page.showRows(choice); },
        tr("No page can show the rows of %1.").arg(QString::fromStdString(choice.file.string())));
}

bool PageRequests::openJob(const JobStatus& job)
{
    return openPath(job.folder, job.kind.page);
}

bool PageRequests::duplicateJob(const JobStatus& job)
{
    const Json recipe = m_queue.recipe(job.id);
    return ask(
        [&](Page& page) {
            return (!recipe.is_null() && page.duplicateRecipe(recipe)) || page.duplicateRun(job.folder);
        },
        tr("The parameters of “%1” cannot be read.").arg(job.title), job.kind.page);
}

bool PageRequests::resumeJob(const JobStatus& job)
{
    Json recipe = m_queue.recipe(job.id);
    if (recipe.is_null())
        return resumeRun(job.folder, job.kind.page);
    Q_EMIT asked();
    try {
        if (!job.folder.isEmpty())
            recipe["folder"] = job.folder.toStdString(); // where it has begun
        JobRequest request = job.kind.fromRecipe(recipe, onDeviceOf(recipe, m_settings.compute()));
        if (const JobId active = m_queue.activeLike(request)) {
            Q_EMIT refused(tr("“%1” is in the queue already.").arg(m_queue.status(active).title));
            return false;
        }
        if (const auto& place = m_queue.place(job.id)) {
            request.place = place;
            if (place->isGiven())
                request.place->again = std::exchange(request.place->folder, {});
        }
        m_queue.enqueue(std::move(request));
        return true;
    } catch (const std::exception& error) {
        Q_EMIT refused(QString::fromUtf8(error.what()));
        return false;
    }
}

} // namespace dpl::ui
