#include "sweep/run_sweep.hpp"

#include "base/error.hpp"
#include "data/dataset_folder.hpp"
#include "evaluation/evaluate.hpp"
#include "runs/run_folder.hpp"
#include "sweep/work_record.hpp"
#include "training/training_run.hpp"

#include <map>

namespace dpl::sweep {

namespace {

using records::ModelKey;

std::string runText(const PlannedRun& run)
{
    return run.params.rewardModelType + " on " + run.params.dataSubset + (run.group.empty() ? "" : ", " + run.group);
}

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

/// Another run of the same kind of model within a group would be in its summary as well.
void refuseOtherRuns(const std::filesystem::path& folder, const std::vector<PlannedRun>& runs)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) {
        return;
    }
    for (const PlannedRun& run : runs) {
        const std::filesystem::path groupFolder = folder / run.group;
        const std::filesystem::path subsetFolder = groupFolder / run.params.dataSubset;
        if (!std::filesystem::is_directory(subsetFolder, ignored)) {
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator(subsetFolder, ignored)) {
            const std::filesystem::path& other = entry.path();
            const bool sameKind = other.filename().string().starts_with(run.params.rewardModelType + "_");
            if (sameKind && other != folder / run.folder && std::filesystem::exists(other / "run.json", ignored)) {
                throw Error(other.string() + " is a " + runText(run)
                    + " with different parameters; remove it, or choose another folder for this sweep");
            }
        }
    }
}

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
        const std::vector<PlannedRun> plan = m_params.plan();
        refuseOtherRuns(m_folder, plan);
        m_result.plannedRuns = plan.size();
        for (std::size_t i = 0; i < plan.size(); ++i) {
            if (!train(plan[i], i + 1) || !evaluate(m_result.runs.back())) {
                return m_result;
            }
            m_observer.ran(i + 1, plan.size(), m_result.runs.back());
            const bool groupEnds = i + 1 == plan.size() || plan[i + 1].group != plan[i].group;
            if (groupEnds && !finishGroup(plan[i].group)) {
                return m_result;
            }
        }
        m_result.finished = true;
        return m_result;
    }

private:
    /// Each returns false if a stop was requested.
    bool train(const PlannedRun& planned, std::size_t number)
    {
        SweepRun& run = m_result.runs.emplace_back();
        run.planned = planned;
        run.folder = m_folder / planned.folder;
        m_about = std::to_string(number) + " of " + std::to_string(m_result.plannedRuns) + ", " + runText(planned);
        if (m_stop.stop_requested()) {
            m_result.runs.pop_back();
            return false;
        }
        Forwarder forwarder(m_observer, m_about);
        training::TrainingRun trained;
        try {
            trained = training::runInFolder(planned.params, m_compute, run.folder, runs::RunStart::continueOrBegin,
                forwarder, m_stop, training::tokensOf(m_folder));
        } catch (const Error& error) {
            throw Error(runText(planned) + ": " + error.what());
        }
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
        which.output = run.model / "eval_results_both.jsonl";
        const Json madeOf{{"rows", hashOfRows(which.dataPath)}, {"model_of", runs::readRun(run.folder).finished}};
        const std::filesystem::path record = run.folder / "outputs" / "evaluation.json";
        Json numbers;
        if (const auto earlier = recordedWork(record, madeOf, which.output)) {
            numbers = *earlier;
        } else {
            Forwarder forwarder(m_observer, m_about);
            EvaluationForwarder observer(forwarder);
            const evaluation::EvaluateResult result = evaluation::evaluate(which, m_compute, observer, m_stop);
            if (!result.finished) {
                return false;
            }
            numbers = result.toJson();
            recordWork(record, madeOf, numbers);
        }
        const JsonObject json(numbers, record.string() + ": result");
        run.evaluation = SweepEvaluation{which.output, json.number("loss", 0.0), json.number("accuracy", 0.0)};
        return true;
    }

    bool finishGroup(const std::string& name)
    {
        SweepGroup group;
        group.name = name;
        group.folder = m_folder / name;
        std::vector<const SweepRun*> members;
        for (const SweepRun& run : m_result.runs) {
            if (run.planned.group == name) {
                members.push_back(&run);
            }
        }
        group.values = members.front()->planned.values;
        group.values.erase("reward_model_type");
        group.values.erase("data_subset");
        if (!m_params.responses.empty() && !score(group, members)) {
            return false;
        }
        if (m_params.evaluate || !m_params.responses.empty()) {
            group.summary = summary::summarize(group.folder);
        }
        m_result.groups.push_back(std::move(group));
        return true;
    }

    bool score(SweepGroup& group, const std::vector<const SweepRun*>& members)
    {
        group.responses = group.folder / "jailbroken_evaluations.jsonl";
        evaluation::ScoreParams which;
        which.input = m_params.responses;
        which.output = group.responses;
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
            return true;
        }
        Forwarder forwarder(m_observer, group.name.empty() ? "Responses" : "Responses, " + group.name);
        EvaluationForwarder observer(forwarder);
        const evaluation::ScoreResult result = evaluation::score(which, m_compute, observer, m_stop);
        if (result.finished) {
            recordWork(record, madeOf, result.toJson());
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

    const std::string& hashOfRows(const std::string& dataPath)
    {
        std::string& hash = m_rowHashes[dataPath];
        if (hash.empty()) {
            std::vector<std::filesystem::path> files;
            for (const data::DatasetFile& file :
                data::datasetFiles(dataPath, data::DataSubset::both, data::Split::test)) {
                files.push_back(file.file);
            }
            hash = hashOfFiles(files);
        }
        return hash;
    }

    const SweepParams& m_params;
    std::filesystem::path m_folder;
    const ComputeOptions& m_compute;
    SweepObserver& m_observer;
    std::stop_token m_stop;
    SweepResult m_result;
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
                {"accuracy", finiteOrNull(run.evaluation->accuracy)}, {"file", run.evaluation->file.string()}};
        }
        json["runs"].push_back(std::move(entry));
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

SweepResult runSweep(const SweepParams& params, const std::filesystem::path& folder, const ComputeOptions& compute,
    SweepObserver& observer, const std::stop_token& stop)
{
    checkDevice(compute.device);
    return Sweep(params, folder, compute, observer, stop).run();
}

} // namespace dpl::sweep
