#include "jobs/fetch_job.hpp"

#include "recipes/fetch_recipe.hpp"

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
        .name = QString::fromLatin1(recipes::FetchRecipe::kind),
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
    const recipes::FetchRecipe recipe{params};
    request.recipe = request.kind.recipe(recipe.members());
    request.device = QStringLiteral("network"); // beside jobs that compute
    request.run = [recipe](JobEvents& events, std::stop_token stop) {
        const hub::FetchResult result = recipe.run(events, stop);
        if (!result.snapshot.empty()) {
            events.folderChosen(QString::fromStdString(result.snapshot.string()));
        }
        return result.finished ? Completion::finished : Completion::stopped;
    };
    return request;
}

hub::FetchParams fetchParamsOf(const Json& recipe)
{
    return recipes::FetchRecipe::fromJson(recipe).params;
}

} // namespace dpl::ui
