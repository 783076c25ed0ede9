#include "training/training_run.hpp"

#include "backbone/backbone_locations.hpp"
#include "backbone/weight_source.hpp"
#include "base/files.hpp"
#include "base/process_identity.hpp"
#include "base/stopped.hpp"
#include "data/dataset_folder.hpp"
#include "ranks/rank_compute.hpp"
#include "ranks/together.hpp"
#include "runs/run_job.hpp"
#include "runs/run_recorder.hpp"
#include "training/gradient_sum.hpp"
#include "training/start_model.hpp"
#include "training/training_processes.hpp"

#include <algorithm>
#include <set>

namespace dpl::training {

namespace {

constexpr const char* kind = "training";

/// Says in the log of the run that another one starts from that it does. A log that cannot be written, as of somebody
/// else's run, keeps nobody from it.
void tellEarlierRun(const StartModel& start, const std::filesystem::path& folder, Observer& observer)
{
    const std::string from = "starts from the model in " + start.folder.string();
    observer.noted(from);
    if (!start.run) {
        return;
    }
    try {
        runs::addToLog(*start.run, "is trained further, by the run in " + std::filesystem::absolute(folder).string());
    } catch (const Error& error) {
        observer.noted(std::string("the log of the run it starts from does not say so: ") + error.what());
    }
}

/// What rank 0 says when it is clear whether there is something to do.
constexpr const char* itBegins = "begins";
constexpr const char* itIsThere = "is there";

Json ranksOf(const TrainingParams& params, const ranks::Group& group)
{
    if (group.isAlone()) {
        return nullptr;
    }
    Json members = Json::array();
    for (const ranks::Member& member : group.members()) {
        members.push_back({{"host", member.host}, {"pid", member.pid}});
    }
    return {{"world_size", group.size()}, {"reduction", toString(gradientSumOf(params.fullFineTuning, group.size()))},
        {"ranks", members}};
}

/// In the log of a run of several ranks.
std::string sentenceOn(const ranks::Group& group, const TrainingParams& params)
{
    std::set<std::string> hosts;
    for (const ranks::Member& member : group.members()) {
        hosts.insert(member.host);
    }
    return "trains in " + std::to_string(group.size()) + " processes on " + std::to_string(hosts.size())
        + (hosts.size() == 1 ? " machine" : " machines") + ", whose gradients are summed by a "
        + toString(gradientSumOf(params.fullFineTuning, group.size()));
}

/// The rank that has the folder.
TrainingRun lead(const TrainingParams& params, const ComputeOptions& compute, const std::filesystem::path& folder,
    RunStart start, Observer& observer, const std::stop_token& stop, const std::filesystem::path& tokens,
    ranks::Group& group)
{
    std::error_code ignored;
    const bool mayGoOn = start == RunStart::continueOrBegin && std::filesystem::exists(folder / "run.json", ignored);
    std::optional<StartModel> startModel;
    if (!params.startFrom.empty() && !mayGoOn) { // from a checkpoint it goes on without
        startModel = findStartModel(params);
    }
    runs::RunJob<TrainingParams, TrainingResult> job;
    job.kind = kind;
    job.title = titleOf(params);
    job.cut = cutOf(params);
    job.ranks = ranksOf(params, group);
    job.model = modelFolderName(params);
    job.modelFile = modelFileName(params);
    job.indent = 2;
    job.work = [&](runs::RunFolder& run, const CheckpointPolicy& checkpoints) {
        // The record counts training steps; loading and evaluating are shown, not recorded.
        runs::RunRecorder<Observer> recorder(run, observer, "Training");
        ranks::broadcastText(group, itBegins);
        if (!group.isAlone()) {
            recorder.noted(sentenceOn(group, params));
        }
        if (startModel) {
            tellEarlierRun(*startModel, folder, recorder);
        }
        TrainingFiles files;
        files.checkpoints = checkpoints;
        files.model = folder / job.model;
        files.tokenCache = tokens;
        return train(params, compute, files, recorder, stop, group);
    };
    job.summary = [](const TrainingResult& result) {
        const bool wasLoading = result.totalSteps == 0;
        return wasLoading ? std::nullopt : std::optional(result.toJson());
    };
    auto [result, wasThere] = runs::runInFolder(params, job, compute, folder, start);
    if (wasThere) {
        ranks::broadcastText(group, itIsThere);
    }
    return {std::move(result), folder / job.model, wasThere};
}

/// Where the folder is, and can be written to.
void tellIn(const std::filesystem::path& file, const std::string& sentence)
{
    std::error_code ignored;
    try {
        if (std::filesystem::is_directory(file.parent_path(), ignored)) {
            writeFileAtomically(file, sentence + "\n");
        }
    } catch (const Error&) {
        // What has to be told, is told by the exit as well.
    }
}

/// Another rank. Why it fails, it writes beside the run, where its machine has the folder.
TrainingRun follow(const TrainingParams& params, const ComputeOptions& compute, const std::filesystem::path& folder,
    const std::stop_token& stop, const std::filesystem::path& tokens, ranks::Group& group)
{
    const std::filesystem::path model = folder / modelFolderName(params);
    if (ranks::broadcastText(group, "") == itIsThere) {
        TrainingResult result;
        result.finished = true;
        return {std::move(result), model, true};
    }
    const std::string logName = "rank-" + std::to_string(group.rank()) + ".log";
    std::error_code ignored;
    std::filesystem::remove(folder / logName, ignored); // of an earlier start
    TrainingFiles files;
    files.tokenCache = tokens;
    Observer silent;
    try {
        return {train(params, compute, files, silent, stop, group), model};
    } catch (const std::exception& error) {
        tellIn(folder / logName, error.what());
        throw;
    }
}

bool isFinished(const TrainingParams& params, const std::filesystem::path& folder)
{
    try {
        return isPresent(folder / "run.json") && isPresent(modelFileOf(params, folder))
            && runs::readRun(folder).state == runs::RunState::finished;
    } catch (const Error&) {
        return false; // who opens the folder will say it
    }
}

/// With others, which it starts; not if there is nothing to do.
TrainingRun runInProcesses(const TrainingParams& params, ComputeOptions compute, const std::filesystem::path& folder,
    RunStart start, Observer& observer, const std::stop_token& stop, const std::filesystem::path& tokens)
{
    params.validate();
    checkShares(params, compute.processes);
    if (start == RunStart::continueOrBegin && isFinished(params, folder)) {
        compute.processes = 1; // to say that it is there
        return runInFolder(params, compute, folder, start, observer, stop, tokens);
    }
    observer.progressed({"Starting processes", 0, 0});
    try {
        TrainingProcesses processes(params, compute, folder, stop);
        ranks::Group& group = processes.group();
        compute.processes = 1;
        try {
            compute = ranks::together(group, [&] { return ranks::computeOfRank(group, compute); });
            return runInFolder(params, compute, folder, start, observer, stop, tokens, group);
        } catch (const ranks::RankLost& lost) {
            std::string sentence = lost.what();
            for (const std::string& end : processes.badEnds()) {
                sentence += "; " + end;
            }
            throw ranks::RankLost(sentence);
        }
    } catch (const Stopped&) { // before they had come together
        return {};
    }
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
    const std::filesystem::path& tokens, ranks::Group& group)
{
    if (compute.processes > 1 && group.isAlone()) {
        return runInProcesses(params, compute, folder, start, observer, stop, tokens);
    }
    return ranks::together(group, [&] {
        // What cannot run must not replace an earlier run.
        params.validate();
        checkDevice(compute.device);
        checkShares(params, group.size());
        backbone::readConfig(backbone::locateBackbone(params.modelName));
        data::datasetFiles(
            params.dataPath, data::dataSubsetFromString(params.dataSubset), data::Split::train, params.holdout);
        const std::filesystem::path cache = tokens.empty() ? sharedTokens(folder) : tokens;
        return group.isFirst() ? lead(params, compute, folder, start, observer, stop, cache, group)
                               : follow(params, compute, folder, stop, cache, group);
    });
}

std::filesystem::path modelFileOf(const TrainingParams& params, const std::filesystem::path& folder)
{
    return folder / modelFolderName(params) / modelFileName(params);
}

int processesBefore(const std::filesystem::path& folder)
{
    const Json ranks = runs::readRun(folder).ranks;
    if (ranks.is_null()) {
        return 1;
    }
    const std::string here = thisProcess().host;
    const JsonObject object(ranks, (folder / "run.json").string() + ": ranks");
    const Json& members = object.array("ranks");
    for (const Json& member : members) {
        if (JsonObject(member, object.at("ranks")).string("host", "") != here) {
            return 1;
        }
    }
    return std::max(1, static_cast<int>(members.size()));
}

TrainingParams readParams(const std::filesystem::path& folder)
{
    return TrainingParams::fromJson(
        runs::paramsOf(folder, kind, "a training run"), (folder / "run.json").string() + ": params");
}

} // namespace dpl::training
