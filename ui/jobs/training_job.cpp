#include "jobs/training_job.hpp"

#include "jobs/job_options.hpp"
#include "recipes/training_recipe.hpp"
#include "training/training_run.hpp"

namespace dpl::ui {

namespace {

JobRequest fromRecipe(const Json& recipe, const ComputeOptions& compute)
{
    const auto training = recipes::TrainingRecipe::fromJson(recipe);
    return trainingJob(training.params, training.folder, compute, training.tokens);
}

} // namespace

JobKind trainingKind()
{
    return {
        .name = QString::fromLatin1(recipes::TrainingRecipe::kind),
        .fromRecipe = fromRecipe,
        .product = JobProduct::run,
        .resuming = JobResuming::fromFolder,
        .opening = JobOpening::whenEnded,
        .canDuplicate = true,
        .page = QStringLiteral("runs"),
        .trainsModels = true,
    };
}

JobRequest trainingJob(const training::TrainingParams& params, const std::filesystem::path& folder,
    const ComputeOptions& compute, const std::filesystem::path& tokens)
{
    JobRequest request;
    request.title = QString::fromStdString(training::titleOf(params));
    request.kind = trainingKind();
    request.folder = QString::fromStdString(folder.string());
    const recipes::TrainingRecipe recipe{params, folder, tokens};
    setRecipe(request, recipe.members(), compute);
    request.run = [recipe, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        return completionOf(recipe.run(compute, events, stop));
    };
    return request;
}

training::TrainingParams trainingParamsOf(const Json& recipe)
{
    return recipes::TrainingRecipe::fromJson(recipe).params;
}

JobRequest resumedTrainingJob(const std::filesystem::path& folder, const ComputeOptions& compute)
{
    return trainingJob(training::readParams(folder), folder, compute);
}

} // namespace dpl::ui
