#include "sweep/run_sweep.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folder_busy.hpp"
#include "base/stopped.hpp"
#include "data/dataset_folder.hpp"
#include "evaluation/evaluate.hpp"
#include "records/evaluation_record.hpp"
#include "runs/run_folder.hpp"
#include "sweep/sweep_folder.hpp"
#include "sweep/sweep_inputs.hpp"
#include "sweep/work_record.hpp"
#include "training/training_run.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

namespace dpl::sweep {

namespace {

using records::ModelKey;

/// The lock of whoever trains and evaluates a run, or scores and summarises a group, as part of a sweep.
constexpr const char* claimName = ".sweep";

/// Passes on what the trainings and evaluations of a sweep tell.
class Forwarder final : public Observer {
public:
    Forwarder(Observer& next, std::string about) : m_next(next), m_about(std::move(about)) { }
    void progressed(const Progress& progress) override
    {
        m_next.progressed({m_about + ": " + progress.phase, progress.step, progress.total});
    }
    void measured(const Metrics& metrics) override
    {
        m_next.measured({m_about + ": " + metrics.series, metrics.step, metrics.values});
    }
    void warned(const std::string& message) override { m_next.warned(m_about + ": " + message); }
    bool wantsCheckpoint() override { return m_next.wantsCheckpoint(); }

private:
    Observer& m_next;
    std::string m_about;
};

class EvaluationForwarder final : public evaluation::EvaluationObserver {
public:
    explicit EvaluationForwarder(Observer& next) : m_next(next) { }
    void progressed(const Progress& progress) override { m_next.progressed(progress); }
    void warned(const std::string& message) override { m_next.warned(message); }

private:
    Observer& m_next;
};

/// A run of the plan and what has become of it here.
struct Member {
    enum class State { open, done, failed };

    SweepRun run;
    State state = State::open;
    bool isBegun = false; ///< here, and did not fail
};

struct Group {
    std::string name;
    std::vector<std::size_t> members;
    bool isOpen = true;
    std::optional<SweepGroup> result;
};

class Sweep {
public:
    Sweep(const SweepParams& params, std::filesystem::path folder, const ComputeOptions& compute,
        SweepObserver& observer, std::stop_token stop)
        : m_params(params), m_folder(std::move(folder)), m_compute(compute), m_observer(observer),
          m_stop(std::move(stop))
    {
    }

    SweepResult run()
    {
        try {
            takePlan();
        } catch (const Stopped&) {
            return result(false);
        }
        bool stopped = false;
        while (!stopped && isOpen()) {
            m_isBusy = m_hasProgress = false;
            stopped = !work();
            if (m_isBusy && !m_hasProgress && !stopped) {
                waitForOthers();
            }
        }
        return result(!stopped);
    }

private:
    void takePlan()
    {
        std::vector<PlannedRun> plan = byGroup(placedIn(m_folder, m_params.plan()));
        // Another experiment, and what the last training would meet, are said before anything is trained.
        const std::vector<RunStanding> standings = standingsOf(m_folder, plan);
        checkInputs(m_params, plan, standings, m_stop);
        for (PlannedRun& planned : plan) {
            if (m_groups.empty() || m_groups.back().name != planned.group) {
                m_groups.push_back({planned.group, {}, true, {}});
            }
            m_groups.back().members.push_back(m_members.size());
            SweepRun& run = m_members.emplace_back().run;
            run.folder = m_folder / planned.folder;
            run.planned = std::move(planned);
        }
    }

    bool isOpen() const
    {
        return std::any_of(m_groups.begin(), m_groups.end(), [](const Group& group) { return group.isOpen; });
    }

    /// Does what no other process is doing. False if a stop was requested.
    bool work()
    {
        for (Group& group : m_groups) {
            for (const std::size_t i : group.members) {
                if (m_members[i].state == Member::State::open && !attempt([&] { return work(i); })) {
                    return false;
                }
            }
            const bool isReady = std::all_of(group.members.begin(), group.members.end(),
                [&](std::size_t i) { return m_members[i].state != Member::State::open; });
            if (group.isOpen && isReady && !attempt([&] { return finish(group); })) {
                return false;
            }
        }
        return true;
    }

    /// Calls `part`, which returns false if a stop was requested. What another process is doing is come back to.
    template <typename Part> bool attempt(const Part& part)
    {
        if (m_stop.stop_requested()) {
            return false;
        }
        try {
            if (!part()) {
                return false;
            }
            m_hasProgress = true;
        } catch (const FolderBusy&) {
            m_isBusy = true;
        }
        return true;
    }

    void waitForOthers()
    {
        std::int64_t left = 0;
        for (const Member& member : m_members) {
            left += member.state == Member::State::open ? 1 : 0;
        }
        const auto all = static_cast<std::int64_t>(m_members.size());
        m_observer.progressed({"Waiting for another process that works on this sweep", all - left, all});
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any stopped;
        stopped.wait_for(lock, m_stop, std::chrono::milliseconds(500), [] { return false; });
    }

    /// Trains and evaluates a run, while no other process does. One that fails is noted, and the others go on.
    bool work(std::size_t i)
    {
        Member& member = m_members[i];
        const PlannedRun& planned = member.run.planned;
        m_about = std::to_string(i + 1) + " of " + std::to_string(m_members.size()) + ", " + nameOf(planned);
        bool wentOn = true;
        const bool isDone = succeeds(nameOf(planned), member.run.folder, [&] {
            const FolderLock claim(member.run.folder / claimName);
            wentOn = train(member.run) && evaluate(member.run);
        });
        member.isBegun = isDone;
        if (!wentOn) {
            return false;
        }
        member.state = isDone ? Member::State::done : Member::State::failed;
        if (isDone) {
            m_observer.ran(i + 1, m_members.size(), member.run);
        }
        return true;
    }

    /// Calls `part`, of which a failure ends nothing else, and says whether it did not fail.
    template <typename Part>
    bool succeeds(const std::string& what, const std::filesystem::path& folder, const Part& part)
    {
        try {
            part();
            return true;
        } catch (const FolderBusy&) {
            throw;
        } catch (const runs::OtherRun& error) {
            throw Error(what + ": " + error.what());
        } catch (const std::exception& error) {
            m_failures.push_back({what, folder, error.what()});
            return false;
        }
    }

    SweepResult result(bool finished)
    {
        SweepResult result;
        result.finished = finished;
        result.plannedRuns = m_members.size();
        result.failures = std::move(m_failures);
        for (Member& member : m_members) {
            if (member.isBegun) {
                result.runs.push_back(std::move(member.run));
            }
        }
        for (Group& group : m_groups) {
            if (group.result) {
                result.groups.push_back(std::move(*group.result));
            }
        }
        return result;
    }

    /// False if a stop was requested, as of those that follow.
    bool train(SweepRun& run)
    {
        Forwarder forwarder(m_observer, m_about);
        training::TrainingRun trained = training::runInFolder(run.planned.params, m_compute, run.folder,
            runs::RunStart::continueOrBegin, forwarder, m_stop, training::tokensOf(m_folder));
        run.training = trained.result;
        run.wasThere = trained.wasThere;
        if (trained.result.finished) {
            run.model = trained.model;
        }
        return trained.result.finished;
    }

    bool evaluate(SweepRun& run)
    {
        if (!m_params.evaluate) {
            return true;
        }
        evaluation::EvaluateParams which;
        which.model = checkpointOf(run);
        which.dataPath = run.planned.params.dataPath;
        which.maxLength = run.planned.params.maxLength;
        which.overwriteDataSubset = run.planned.params.overwriteDataSubset;
        which.skipBadRows = run.planned.params.skipBadRows;
        which.holdout = run.planned.params.holdout;
        which.columns = run.planned.params.columns;
        const Json madeOf{{"rows", hashOfRows(which)}, {"model_of", runs::readRun(run.folder).finished}};
        const std::filesystem::path record = run.folder / "outputs" / "evaluation.json";
        const std::filesystem::path usual = run.model / "eval_results_both.jsonl";
        Json numbers;
        if (const auto earlier = recordedWork(record, madeOf, usual)) {
            numbers = *earlier;
        } else {
            // What a sweep of an earlier version wrote there has no record of its own.
            which.ifOther =
                std::filesystem::exists(record) && std::filesystem::exists(usual) && !records::recordOf(usual)
                ? evaluation::IfOther::replace
                : evaluation::IfOther::ownName;
            Forwarder forwarder(m_observer, m_about);
            EvaluationForwarder observer(forwarder);
            const evaluation::EvaluateResult result = evaluation::evaluate(which, m_compute, observer, m_stop);
            if (!result.finished) {
                return false;
            }
            numbers = result.toJson();
            recordWork(record, madeOf, numbers);
        }
        const auto result = evaluation::EvaluateResult::fromJson(numbers, record.string() + ": result");
        const Json& files = numbers.value("files", Json::array());
        run.evaluation = SweepEvaluation{files.empty() ? usual : std::filesystem::path(files[0].get<std::string>()),
            result.loss, result.accuracy, result.meanAccuracy};
        return true;
    }

    /// Scores the responses with the models of a group and summarises it. A group of which a run failed is summarised
    /// as far as it goes.
    bool finish(Group& group)
    {
        std::vector<const SweepRun*> members;
        for (const std::size_t i : group.members) {
            if (m_members[i].state == Member::State::done) {
                members.push_back(&m_members[i].run);
            }
        }
        if (members.empty()) {
            group.isOpen = false;
            return true;
        }
        SweepGroup result;
        result.name = group.name;
        result.folder = m_folder / group.name;
        result.values = members.front()->planned.values;
        result.values.erase("reward_model_type");
        result.values.erase("data_subset");
        const bool isWhole = members.size() == group.members.size();
        const FolderLock claim(result.folder / claimName);
        bool isScored = false;
        if (!m_params.responses.empty() && isWhole) {
            bool wentOn = true;
            isScored = succeeds(responsesText(group.name), result.folder, [&] { wentOn = score(result, members); });
            if (!wentOn) {
                return false;
            }
        }
        if (m_params.evaluate || isScored) {
            succeeds(group.name.empty() ? "Summary" : "Summary, " + group.name, result.folder,
                [&] { result.summary = summary::summarize(result.folder); });
        }
        group.isOpen = false;
        group.result = std::move(result);
        return true;
    }

    static std::string responsesText(const std::string& group)
    {
        return group.empty() ? "Responses" : "Responses, " + group;
    }

    bool score(SweepGroup& group, const std::vector<const SweepRun*>& members)
    {
        evaluation::ScoreParams which;
        which.input = m_params.responses;
        which.output = group.folder / "jailbroken_evaluations.jsonl";
        // As all of them are given the same texts, the least that one of them takes.
        which.maxLength = members.front()->planned.params.maxLength;
        which.model = checkpointOf(*members.front());
        Json models = Json::object();
        for (const SweepRun* run : members) {
            which.checkpoints.push_back(run->model);
            which.names.push_back(columnName(run->planned.model));
            which.maxLength = std::min(which.maxLength, run->planned.params.maxLength);
            models[which.names.back()] =
                Json{{"folder", run->planned.folder.string()}, {"finished", runs::readRun(run->folder).finished}};
        }
        const Json madeOf{
            {"rows", hashOfFiles({m_params.responses})}, {"max_length", which.maxLength}, {"models", models}};
        const std::filesystem::path record = group.folder / "jailbroken_evaluations.json";
        if (recordedWork(record, madeOf, which.output)) {
            group.responses = which.output;
            return true;
        }
        // What this sweep wrote there before is made anew of what is there now.
        which.ifOther = std::filesystem::exists(record) ? evaluation::IfOther::replace : evaluation::IfOther::refuse;
        Forwarder forwarder(m_observer, responsesText(group.name));
        EvaluationForwarder observer(forwarder);
        const evaluation::ScoreResult result = evaluation::score(which, m_compute, observer, m_stop);
        if (result.finished) {
            recordWork(record, madeOf, result.toJson());
            group.responses = which.output;
        }
        return result.finished;
    }

    static scoring::CheckpointParams checkpointOf(const SweepRun& run)
    {
        scoring::CheckpointParams params;
        params.checkpoint = run.model;
        params.modelName = run.planned.params.fullFineTuning ? "" : run.planned.params.modelName;
        params.tokenizerName = run.planned.params.tokenizerName;
        params.bf16 = run.planned.params.bf16;
        params.keepStored = run.planned.params.keepStored;
        return params;
    }

    const std::string& hashOfRows(const evaluation::EvaluateParams& which)
    {
        std::string& hash = m_rowHashes[which.dataPath];
        if (hash.empty()) {
            hash = hashOfFiles(data::datasetFiles(which.dataPath, which.subset, which.split, which.holdout));
        }
        return hash;
    }

    const SweepParams& m_params;
    std::filesystem::path m_folder;
    const ComputeOptions& m_compute;
    SweepObserver& m_observer;
    std::stop_token m_stop;
    std::vector<Member> m_members; ///< the plan
    std::vector<Group> m_groups;
    std::vector<SweepFailure> m_failures;
    bool m_isBusy = false; ///< another process does some of what is left
    bool m_hasProgress = false; ///< since it was looked at last
    std::string m_about;
    std::map<std::string, std::string> m_rowHashes;
};

} // namespace

Json SweepResult::toJson() const
{
    Json json;
    json["finished"] = finished;
    json["planned_runs"] = plannedRuns;
    json["runs"] = Json::array();
    for (const SweepRun& run : runs) {
        Json entry;
        entry["values"] = run.planned.values;
        entry["group"] = run.planned.group;
        entry["folder"] = run.folder.string();
        entry["was_there"] = run.wasThere;
        entry["training"] = run.training.toJson();
        entry["model"] = run.model.empty() ? Json() : Json(run.model.string());
        if (run.evaluation) {
            entry["evaluation"] = Json{{"loss", finiteOrNull(run.evaluation->loss)},
                {"accuracy", finiteOrNull(run.evaluation->accuracy)},
                {"mean_accuracy", finiteOrNull(run.evaluation->meanAccuracy)}, {"file", run.evaluation->file.string()}};
        }
        json["runs"].push_back(std::move(entry));
    }
    json["failures"] = Json::array();
    for (const SweepFailure& failure : failures) {
        json["failures"].push_back(
            {{"what", failure.what}, {"folder", failure.folder.string()}, {"message", failure.message}});
    }
    json["groups"] = Json::array();
    for (const SweepGroup& group : groups) {
        Json entry;
        entry["name"] = group.name;
        entry["values"] = group.values;
        entry["folder"] = group.folder.string();
        entry["responses"] = group.responses.empty() ? Json() : Json(group.responses.string());
        entry["summary"] = group.summary ? summary::toJson(*group.summary) : Json();
        json["groups"].push_back(std::move(entry));
    }
    return json;
}

std::string failureText(const SweepResult& result)
{
    std::string text;
    for (const SweepFailure& failure : result.failures) {
        text += (text.empty() ? "" : "\n") + failure.what + ": " + failure.message;
    }
    return text;
}

SweepResult runSweep(const SweepParams& params, const std::filesystem::path& folder, const ComputeOptions& compute,
    SweepObserver& observer, const std::stop_token& stop)
{
    checkDevice(compute.device);
    return Sweep(params, folder, compute, observer, stop).run();
}

} // namespace dpl::sweep
