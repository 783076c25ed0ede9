#include "jobs/training_job.hpp"

#include "base/error.hpp"
#include "jobs/job_options.hpp"
#include "training/training_run.hpp"

namespace dpl::ui {

namespace {

JobRequest fromRecipe(const Json& recipe, const ComputeOptions& compute)
{
    const JsonObject json(recipe, "job");
    return trainingJob(trainingParamsOf(recipe), json.string("folder", ""), compute, json.string("tokens", ""));
}

} // namespace

JobKind trainingKind()
{
    return {
        .name = QStringLiteral("training"),
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
    setRecipe(request, {{"params", params.toJson()}, {"folder", folder.string()}}, compute);
    if (!tokens.empty()) {
        request.recipe["tokens"] = tokens.string();
    }
    request.run = [params, folder, tokens, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        const training::TrainingRun run =
            training::runInFolder(params, compute, folder, training::RunStart::continueOrBegin, events, stop, tokens);
        return run.result.finished ? Completion::finished : Completion::stopped;
    };
    return request;
}

training::TrainingParams trainingParamsOf(const Json& recipe)
{
    const JsonObject json(recipe, "job");
    if (json.string("kind") != trainingKind().name.toStdString()) {
        throw Error("a job of the kind " + json.string("kind") + " is not a training");
    }
    return training::TrainingParams::fromJson(json.value("params"), json.at("params"));
}

JobRequest resumedTrainingJob(const std::filesystem::path& folder, const ComputeOptions& compute)
{
    return trainingJob(training::readParams(folder), folder, compute);
}

} // namespace dpl::ui
