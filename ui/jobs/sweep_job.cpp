#include "jobs/sweep_job.hpp"

#include "base/error.hpp"
#include "jobs/job_observer.hpp"
#include "jobs/job_options.hpp"
#include "sweep/run_sweep.hpp"

namespace dpl::ui {

namespace {

JobRequest sweepFromRecipe(const Json& recipe, const ComputeOptions& compute)
{
    const JsonObject json(recipe, "job");
    return sweepJob(sweep::SweepParams::fromJson(json.value("params"), json.at("params")), json.string("folder", ""),
        QString::fromStdString(json.string("title")), compute);
}

} // namespace

JobKind sweepKind()
{
    return {
        .name = QStringLiteral("sweep"),
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
    setRecipe(
        request, {{"title", title.toStdString()}, {"params", params.toJson()}, {"folder", folder.string()}}, compute);
    request.run = [params, folder, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        JobObserver<sweep::SweepObserver> observer(events);
        const sweep::SweepResult result = sweep::runSweep(params, folder, compute, observer, stop);
        if (result.finished && !result.failures.empty()) {
            throw Error(sweep::failureText(result));
        }
        return result.finished ? Completion::finished : Completion::stopped;
    };
    return request;
}

} // namespace dpl::ui
