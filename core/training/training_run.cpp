#include "training/training_run.hpp"

#include "backbone/backbone_locations.hpp"
#include "backbone/weight_source.hpp"
#include "base/error.hpp"
#include "data/dataset_folder.hpp"
#include "runs/event_file.hpp"
#include "runs/run_result.hpp"

namespace dpl::training {

namespace {

constexpr const char* kind = "training";

/// Writes what the job tells into its folder, and passes it on.
class Recorder final : public Observer {
public:
    Recorder(runs::RunFolder& folder, Observer& next)
        : m_folder(folder), m_events(folder.path() / "tensorboard"), m_next(next)
    {
    }

    void progressed(const Progress& progress) override
    {
        // The record counts training steps; loading and evaluating are shown, not recorded.
        if (progress.phase == "Training") {
            m_folder.progressed(progress);
        }
        m_next.progressed(progress);
    }

    void measured(const Metrics& metrics) override
    {
        m_folder.append(metrics);
        m_events.append(metrics);
        m_next.measured(metrics);
    }

    void warned(const std::string& message) override { m_next.warned(message); }

private:
    runs::RunFolder& m_folder;
    runs::EventFile m_events;
    Observer& m_next;
};

std::filesystem::path modelFolder(const TrainingParams& params, const std::filesystem::path& folder)
{
    const std::string name = referenceFolder(params).filename().string();
    return folder / (name + (params.fullFineTuning ? "_last_checkpoint" : "_peft_last_checkpoint"));
}

/// The summary of the run that is in the folder. Throws Error if it is of other params and is not to be replaced.
Json earlierRun(const TrainingParams& params, const std::filesystem::path& folder, RunStart start)
{
    std::error_code ignored;
    if (!std::filesystem::exists(folder / "run.json", ignored)) {
        return nullptr;
    }
    const runs::RunRecord record = runs::readRun(folder);
    if (start == RunStart::fresh && record.params != params.toJson()) {
        throw Error("the folder " + folder.string() + " holds a run of other parameters (" + record.title
            + "); choose another folder, or say that it is to be replaced");
    }
    return record.summary;
}

} // namespace

TrainingRun runInFolder(const TrainingParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, RunStart start, Observer& observer, const std::stop_token& stop)
{
    // What cannot run must not replace an earlier run.
    params.validate();
    checkDevice(compute.device);
    backbone::readConfig(backbone::locateBackbone(params.modelName));
    data::datasetFiles(params.dataPath, data::dataSubsetFromString(params.dataSubset), data::Split::train);
    const bool resume = start == RunStart::resume;
    const Json earlierSummary = earlierRun(params, folder, start);
    const std::filesystem::path model = modelFolder(params, folder);
    if (resume) {
        const auto parse = [&](const Json& json) {
            return TrainingResult::fromJson(json, runs::resultFile(folder).string());
        };
        if (const auto finished = runs::finishedResult(folder, kind, params.toJson(), parse)) {
            return {*finished, model};
        }
    }
    runs::RunFolder run(folder, runs::beginningOf(kind, titleOf(params), params.toJson(), compute),
        resume ? runs::RunFolder::Mode::resume : runs::RunFolder::Mode::fresh);
    return runs::endingAsFailed(run, [&]() -> TrainingRun {
        if (!resume) {
            for (const std::filesystem::path& old : {model, folder / "tensorboard"}) {
                std::filesystem::remove_all(old);
            }
        }
        Recorder recorder(run, observer);
        TrainingFiles files;
        files.checkpoints.folder = run.checkpoints();
        files.checkpoints.resume = resume;
        files.model = model;
        files.tokenCache = folder / "tokens";
        const TrainingResult result = train(params, compute, files, recorder, stop);
        if (result.totalSteps == 0) { // stopped while it was loading
            run.end(runs::RunState::stopped, "", resume ? earlierSummary : Json());
            return {result, model};
        }
        runs::writeResult(run, result.toJson(), 2);
        run.end(result.finished ? runs::RunState::finished : runs::RunState::stopped, "", result.toJson());
        return {result, model};
    });
}

TrainingParams readParams(const std::filesystem::path& folder)
{
    return TrainingParams::fromJson(
        runs::paramsOf(folder, kind, "a training"), (folder / "run.json").string() + ": params");
}

} // namespace dpl::training
