#include "jobs/synthetic_job.hpp"

#include "base/clock.hpp"
#include "jobs/job_observer.hpp"
#include "jobs/job_options.hpp"
#include "recipes/synthetic_recipe.hpp"
#include "synthetic/figures.hpp"

#include <QCoreApplication>

namespace dpl::ui {

namespace {

class SnapshotObserver final : public JobObserver<synthetic::SyntheticObserver> {
public:
    using JobObserver::JobObserver;

    void measured(const Metrics& metrics) override { m_events.measured(metrics); }

    bool wantsSnapshot() override
    {
        if (!m_events.wantsSnapshot() || steadySeconds() < m_nextSnapshot) {
            return false;
        }
        m_started = steadySeconds();
        return true;
    }

    void snapshotTaken(std::shared_ptr<const synthetic::SyntheticResult> result) override
    {
        m_events.publish(viewOf(*result, result->models.size() / result->params.models.size() - 1));
        const double now = steadySeconds();
        m_nextSnapshot = now + 19.0 * (now - m_started);
    }

private:
    double m_started = 0.0;
    double m_nextSnapshot = 0.0;
};

Completion run(const synthetic::SyntheticParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, JobEvents& events, std::stop_token stop)
{
    events.folderChosen(QString::fromStdString(folder.string()));
    SnapshotObserver observer(events);
    synthetic::SyntheticResult result =
        synthetic::runInFolder(params, compute, folder, synthetic::RunStart::continueOrBegin, observer, std::move(stop))
            .result;
    const bool finished = result.finished;
    events.publish(viewOf(std::move(result)));
    return finished ? Completion::finished : Completion::stopped;
}

JobRequest syntheticFromRecipe(const Json& recipe, const ComputeOptions& compute)
{
    const auto experiment = recipes::SyntheticRecipe::fromJson(recipe);
    return experiment.params ? syntheticJob(*experiment.params, compute, experiment.runsFolder, experiment.folder)
                             : resumedSyntheticJob(experiment.folder, compute);
}

} // namespace

JobKind syntheticKind()
{
    return {
        .name = QString::fromLatin1(recipes::SyntheticRecipe::kind),
        .fromRecipe = syntheticFromRecipe,
        .snapshot = typeid(SyntheticView),
        .product = JobProduct::run,
        .resuming = JobResuming::fromFolder,
        .opening = JobOpening::whenEnded,
        .canDuplicate = true,
        .page = QStringLiteral("synthetic"),
    };
}

std::shared_ptr<const SyntheticView> viewOf(synthetic::SyntheticResult result, std::size_t seedIndex)
{
    auto view = std::make_shared<SyntheticView>();
    view->learned = std::make_shared<const report::Figure>(synthetic::learnedFigure(result, seedIndex));
    view->loss = std::make_shared<const report::Figure>(synthetic::lossFigure(result));
    if (report::Figure voting = synthetic::votingFigure(result, seedIndex); !voting.panels.empty()) {
        view->voting = std::make_shared<const report::Figure>(std::move(voting));
    }
    view->table = synthetic::resultTable(result);
    if (result.finished) {
        view->findings = synthetic::findings(result);
    }
    view->result = std::move(result);
    return view;
}

JobRequest syntheticJob(const synthetic::SyntheticParams& params, const ComputeOptions& compute,
    const std::filesystem::path& runsFolder, const std::filesystem::path& folder)
{
    JobRequest request;
    request.title = QString::fromStdString(synthetic::titleOf(params));
    request.kind = syntheticKind();
    request.folder = QString::fromStdString(folder.string());
    const recipes::SyntheticRecipe recipe{params, runsFolder};
    setRecipe(request, recipe.members(), compute);
    auto begun = std::make_shared<std::filesystem::path>(folder); // when the job was paused, the folder to go on in
    request.run = [recipe, compute = givingWay(compute), begun](JobEvents& events, std::stop_token stop) {
        if (begun->empty()) {
            *begun = recipe.folderToRun();
        }
        return run(*recipe.params, compute, *begun, events, std::move(stop));
    };
    return request;
}

synthetic::SyntheticParams syntheticParamsOf(const Json& recipe)
{
    return recipes::SyntheticRecipe::fromJson(recipe).paramsToRun();
}

JobRequest resumedSyntheticJob(const std::filesystem::path& folder, const ComputeOptions& compute)
{
    JobRequest request;
    request.title = QCoreApplication::translate("SyntheticPage", "Synthetic, resumed");
    request.kind = syntheticKind();
    request.folder = QString::fromStdString(folder.string());
    setRecipe(request, recipes::SyntheticRecipe{std::nullopt, {}, folder}.members(), compute);
    request.run = [folder, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        return run(synthetic::readParams(folder), compute, folder, events, std::move(stop));
    };
    return request;
}

} // namespace dpl::ui
