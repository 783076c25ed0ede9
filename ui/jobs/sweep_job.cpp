#include "jobs/sweep_job.hpp"

#include "jobs/job_observer.hpp"
#include "jobs/job_options.hpp"
#include "recipes/sweep_recipe.hpp"

namespace dpl::ui {

namespace {

JobRequest sweepFromRecipe(const Json& recipe, const ComputeOptions& compute)
{
    const auto sweep = recipes::SweepRecipe::fromJson(recipe);
    return sweepJob(sweep.params, sweep.folder, QString::fromStdString(sweep.title), compute);
}

} // namespace

JobKind sweepKind()
{
    return {
        .name = QString::fromLatin1(recipes::SweepRecipe::kind),
        .fromRecipe = sweepFromRecipe,
        .product = JobProduct::experiment,
        .resuming = JobResuming::fromRecipe,
        .opening = JobOpening::whenEnded,
        .page = QStringLiteral("results"),
        .trainsModels = true,
        .writesEvaluations = true,
    };
}

JobRequest sweepJob(const sweep::SweepParams& params, const std::filesystem::path& folder, const QString& title,
    const ComputeOptions& compute)
{
    JobRequest request;
    request.title = title;
    request.kind = sweepKind();
    request.folder = QString::fromStdString(folder.string());
    const recipes::SweepRecipe recipe{params, folder, title.toStdString()};
    setRecipe(request, recipe.members(), compute);
    request.run = [recipe, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        JobObserver<sweep::SweepObserver> observer(events);
        return completionOf(recipe.run(compute, observer, stop));
    };
    return request;
}

} // namespace dpl::ui
