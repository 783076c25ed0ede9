#include "jobs/fetch_job.hpp"

#include "base/error.hpp"

#include <QCoreApplication>

namespace dpl::ui {

namespace {

JobRequest fetchFromRecipe(const Json& recipe, const ComputeOptions&)
{
    return fetchJob(fetchParamsOf(recipe));
}

} // namespace

JobKind fetchKind()
{
    return {
        .name = QStringLiteral("fetch"),
        .fromRecipe = fetchFromRecipe,
        .product = JobProduct::folder,
        .resuming = JobResuming::fromRecipe,
    };
}

JobRequest fetchJob(const hub::FetchParams& params)
{
    JobRequest request;
    request.title =
        QCoreApplication::translate("FetchJob", "Fetch %1").arg(QString::fromStdString(toString(params.repository)));
    request.kind = fetchKind();
    request.recipe = request.kind.recipe({{"params", params.toJson()}});
    request.device = QStringLiteral("network"); // beside jobs that compute
    request.run = [params](JobEvents& events, std::stop_token stop) {
        const hub::FetchResult result = hub::fetch(params, hub::hubSettings(), events, stop);
        if (!result.snapshot.empty()) {
            events.folderChosen(QString::fromStdString(result.snapshot.string()));
        }
        return result.finished ? Completion::finished : Completion::stopped;
    };
    return request;
}

hub::FetchParams fetchParamsOf(const Json& recipe)
{
    const JsonObject json(recipe, "job");
    if (json.string("kind") != fetchKind().name.toStdString()) {
        throw Error("a job of the kind " + json.string("kind") + " is not a fetch");
    }
    return hub::FetchParams::fromJson(json.value("params"), json.at("params"));
}

} // namespace dpl::ui
