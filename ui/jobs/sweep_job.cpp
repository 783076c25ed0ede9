#include "jobs/sweep_job.hpp"

#include "jobs/job_observer.hpp"
#include "jobs/job_options.hpp"
#include "sweep/run_sweep.hpp"

namespace dpl::ui {

JobRequest sweepJob(const sweep::SweepParams& params, const std::filesystem::path& folder, const QString& title,
    const ComputeOptions& compute)
{
    JobRequest request;
    request.title = title;
    request.kind = QStringLiteral("sweep");
    request.folder = QString::fromStdString(folder.string());
    request.recipe = Json{
        {"kind", "sweep"}, {"title", title.toStdString()}, {"params", params.toJson()}, {"folder", folder.string()}};
    request.run = [params, folder, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        JobObserver<sweep::SweepObserver> observer(events);
        const sweep::SweepResult result = sweep::runSweep(params, folder, compute, observer, stop);
        return result.finished ? Completion::finished : Completion::stopped;
    };
    return request;
}

} // namespace dpl::ui
