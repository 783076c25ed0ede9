#include "synthetic/experiment.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json_text.hpp"
#include "base/torch_errors.hpp"
#include "synthetic/model_training.hpp"

#include <algorithm>

namespace dpl::synthetic {

namespace {

constexpr const char* progressName = "progress.json";
constexpr const char* arraysName = "trainers.safetensors";

class Experiment {
public:
    Experiment(const SyntheticParams& params, const ComputeOptions& compute, SyntheticObserver& observer,
        std::stop_token stop, const CheckpointPolicy& checkpoints)
        : m_params(params), m_compute(compute), m_observer(observer), m_stop(std::move(stop)),
          m_checkpoints(checkpoints), m_environment(environmentFromJson(params.environment, "env")),
          m_truth(groundTruth(*m_environment))
    {
    }

    SyntheticResult run()
    {
        if (m_checkpoints.resume) {
            restoreNewest();
        }
        m_lastCheckpoint = steadySeconds();
        for (; m_seedIndex < m_params.seeds && !m_stop.stop_requested(); ++m_seedIndex) {
            if (m_training.empty()) {
                startSeed();
            }
            trainSeed();
            if (m_stop.stop_requested() || !finishSeed()) {
                break;
            }
        }
        SyntheticResult result = soFar();
        result.finished = m_seedIndex == m_params.seeds;
        if (!result.finished && !m_checkpoints.folder.empty()) {
            if (m_training.empty()) {
                startSeed(); // stopped between two seeds: the results of those before are worth a checkpoint
            }
            saveCheckpoint();
        }
        return result;
    }

private:
    void startSeed()
    {
        m_training.clear();
        for (const preference::SyntheticModel model : m_params.models) {
            m_training.push_back(std::make_unique<ModelTraining>(
                m_params, *m_environment, model, m_params.seed + static_cast<std::uint64_t>(m_seedIndex), m_compute));
        }
    }

    bool seedIsDone() const
    {
        return std::all_of(m_training.begin(), m_training.end(), [](const auto& model) { return model->isDone(); });
    }

    void trainSeed()
    {
        while (!seedIsDone() && !m_stop.stop_requested()) {
            // Resumed in the middle of a round, the models behind go first.
            std::int64_t round = m_params.iterations;
            for (const auto& model : m_training) {
                round = std::min(round, model->iterations());
            }
            for (const auto& model : m_training) {
                if (model->iterations() == round && !m_stop.stop_requested()) {
                    if (const auto metrics = model->step(m_stop)) {
                        m_observer.measured(*metrics);
                    }
                }
            }
            tellProgress("training");
            if (m_observer.wantsSnapshot() && !m_stop.stop_requested()) {
                m_observer.snapshotTaken(std::make_shared<const SyntheticResult>(soFar()));
            }
            const bool isAsked = m_observer.wantsCheckpoint();
            if (!m_checkpoints.folder.empty()
                && (isAsked || steadySeconds() - m_lastCheckpoint >= m_checkpoints.everySeconds)) {
                saveCheckpoint();
            }
        }
    }

    /// False if it was stopped meanwhile: the evaluations are done again when the run goes on.
    bool finishSeed()
    {
        if (!m_heldout) {
            m_heldout = std::make_unique<HeldoutComparisons>(*m_environment);
        }
        std::vector<ModelResult> results;
        for (const auto& model : m_training) {
            tellProgress("evaluating");
            if (m_stop.stop_requested()) {
                return false;
            }
            results.push_back(model->finish(m_truth, *m_heldout));
        }
        m_finished.insert(m_finished.end(), results.begin(), results.end());
        m_training.clear();
        return true;
    }

    SyntheticResult soFar() const
    {
        SyntheticResult result{m_params, m_environment->dimension(), m_truth, m_finished, false};
        for (const auto& model : m_training) {
            result.models.push_back(model->snapshot(m_truth));
        }
        return result;
    }

    std::int64_t iterationsDone() const
    {
        std::int64_t done = m_seedIndex * m_params.iterations;
        if (!m_training.empty()) {
            std::int64_t least = m_params.iterations;
            for (const auto& model : m_training) {
                least = std::min(least, model->iterations());
            }
            done += least;
        }
        return done;
    }

    void tellProgress(const char* phase)
    {
        m_observer.progressed({phase, iterationsDone(), m_params.iterations * m_params.seeds});
    }

    void saveCheckpoint()
    {
        weights::NamedArrays arrays;
        Json progress;
        progress["params"] = m_params.toJson();
        progress["seed_index"] = m_seedIndex;
        SyntheticResult done{m_params, m_environment->dimension(), m_truth, m_finished, false};
        progress["finished_seeds"] = done.toJson();
        progress["training"] = Json::array();
        for (const auto& model : m_training) {
            Json entry;
            model->save(arrays, entry);
            progress["training"].push_back(std::move(entry));
        }
        writeCheckpoint(m_checkpoints.folder, iterationsDone(), [&](const std::filesystem::path& folder) {
            weights::writeArrays(folder / arraysName, arrays);
            writeJsonFile(folder / progressName, progress, -1);
        });
        m_lastCheckpoint = steadySeconds();
        m_observer.noted("wrote the checkpoint step-" + std::to_string(iterationsDone()));
    }

    /// A checkpoint that cannot be read is said and passed over for the one before it; without any the run starts anew.
    void restoreNewest()
    {
        for (const std::filesystem::path& folder : listCheckpoints(m_checkpoints.folder)) {
            try {
                restore(folder);
                m_observer.noted("resumed from the checkpoint " + folder.filename().string());
                return;
            } catch (const Error& error) {
                if (isRefusal(error)) {
                    throw; // it is not the checkpoint that is wrong
                }
                m_finished.clear();
                m_training.clear();
                m_seedIndex = 0;
                m_observer.warned(std::string("skipping a checkpoint: ") + error.what());
            }
        }
    }

    void restore(const std::filesystem::path& folder)
    {
        const std::string source = (folder / progressName).string();
        const Json json = readJsonFile(folder / progressName);
        const JsonObject progress(json, source);
        if (SyntheticParams::fromJson(progress.value("params"), source + ": params") != m_params) {
            throw Error(source + " belongs to a run with different parameters");
        }
        const weights::NamedArrays arrays = weights::readArrays(folder / arraysName);
        m_finished = SyntheticResult::fromJson(progress.value("finished_seeds"), source).models;
        m_seedIndex = progress.integer("seed_index");
        const Json& training = progress.array("training");
        if (m_seedIndex < 0 || m_seedIndex >= m_params.seeds || training.size() != m_params.models.size()
            || m_finished.size() != static_cast<std::size_t>(m_seedIndex) * m_params.models.size()) {
            throw Error(source + " contradicts itself");
        }
        startSeed();
        for (std::size_t i = 0; i < m_training.size(); ++i) {
            m_training[i]->restore(arrays, JsonObject(training[i], source + ": training[" + std::to_string(i) + "]"));
        }
    }

    const SyntheticParams& m_params;
    const ComputeOptions& m_compute;
    SyntheticObserver& m_observer;
    std::stop_token m_stop;
    const CheckpointPolicy& m_checkpoints;
    std::shared_ptr<const Environment> m_environment;
    GroundTruth m_truth;
    std::unique_ptr<HeldoutComparisons> m_heldout;
    std::int64_t m_seedIndex = 0;
    std::vector<std::unique_ptr<ModelTraining>> m_training; ///< of the seed at hand
    std::vector<ModelResult> m_finished; ///< of the seeds before it
    double m_lastCheckpoint = 0.0;
};

} // namespace

SyntheticResult runSynthetic(const SyntheticParams& params, const ComputeOptions& compute, SyntheticObserver& observer,
    std::stop_token stop, const CheckpointPolicy& checkpoints)
{
    params.validate();
    checkDevice(compute.device);
    return translatingTorchErrors(compute.device, "lower batch_size, alternatives or comparisons", [&] {
        const ComputeScope scope(compute);
        return Experiment(params, compute, observer, std::move(stop), checkpoints).run();
    });
}

} // namespace dpl::synthetic
