#include "training/training_run.hpp"

#include "backbone/backbone_locations.hpp"
#include "backbone/weight_source.hpp"
#include "data/dataset_folder.hpp"
#include "runs/run_job.hpp"
#include "runs/run_recorder.hpp"

namespace dpl::training {

namespace {

constexpr const char* kind = "training";

std::string modelName(const TrainingParams& params)
{
    return referenceFolder(params).filename().string()
        + (params.fullFineTuning ? "_last_checkpoint" : "_peft_last_checkpoint");
}

const char* modelFileName(const TrainingParams& params)
{
    return params.fullFineTuning ? "model.safetensors" : "adapter_model.safetensors";
}

} // namespace

std::filesystem::path tokensOf(const std::filesystem::path& root)
{
    return root / ".tokens";
}

std::filesystem::path sharedTokens(const std::filesystem::path& folder)
{
    constexpr int levels = 4; // as deep as runs lie below a runs folder
    const std::filesystem::path beside =
        std::filesystem::absolute(folder / "").lexically_normal().parent_path().parent_path();
    std::filesystem::path above = beside;
    for (int level = 0; level < levels && above.has_relative_path(); ++level, above = above.parent_path()) {
        std::error_code ignored;
        if (std::filesystem::is_directory(tokensOf(above), ignored)) {
            return tokensOf(above);
        }
    }
    return tokensOf(beside);
}

TrainingRun runInFolder(const TrainingParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, RunStart start, Observer& observer, const std::stop_token& stop,
    const std::filesystem::path& tokens)
{
    // What cannot run must not replace an earlier run.
    params.validate();
    checkDevice(compute.device);
    backbone::readConfig(backbone::locateBackbone(params.modelName));
    data::datasetFiles(params.dataPath, data::dataSubsetFromString(params.dataSubset), data::Split::train);
    runs::RunJob<TrainingParams, TrainingResult> job;
    job.kind = kind;
    job.title = titleOf(params);
    job.model = modelName(params);
    job.modelFile = modelFileName(params);
    job.indent = 2;
    job.work = [&](runs::RunFolder& run, const CheckpointPolicy& checkpoints) {
        // The record counts training steps; loading and evaluating are shown, not recorded.
        runs::RunRecorder<Observer> recorder(run, observer, "Training");
        TrainingFiles files;
        files.checkpoints = checkpoints;
        files.model = folder / job.model;
        files.tokenCache = tokens.empty() ? sharedTokens(folder) : tokens;
        return train(params, compute, files, recorder, stop);
    };
    job.summary = [](const TrainingResult& result) {
        const bool wasLoading = result.totalSteps == 0;
        return wasLoading ? std::nullopt : std::optional(result.toJson());
    };
    auto [result, wasThere] = runs::runInFolder(params, job, compute, folder, start);
    return {std::move(result), folder / job.model, wasThere};
}

std::filesystem::path modelFileOf(const TrainingParams& params, const std::filesystem::path& folder)
{
    return folder / modelName(params) / modelFileName(params);
}

TrainingParams readParams(const std::filesystem::path& folder)
{
    return TrainingParams::fromJson(
        runs::paramsOf(folder, kind, "a training run"), (folder / "run.json").string() + ": params");
}

} // namespace dpl::training
