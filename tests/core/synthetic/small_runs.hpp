#pragma once

#include "synthetic/experiment.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dpl::synthetic::test {

using preference::SyntheticModel;

/// A run of moments. Two threads: results are equal to the bit at equal numbers of threads.
inline SyntheticParams smallParams(std::vector<SyntheticModel> models = SyntheticParams().models)
{
    SyntheticParams params;
    params.models = std::move(models);
    params.batchSize = 32;
    params.learningRate = 1e-3;
    params.iterations = 8;
    params.seed = 3;
    return params;
}

inline const ComputeOptions twoThreads{2, false, "cpu"};

/// Keeps what a run tells, and passes it on to functions that may stop it.
class Watcher : public SyntheticObserver {
public:
    void progressed(const Progress& told) override
    {
        progress.push_back(told);
        if (onProgress) {
            onProgress(told);
        }
    }

    void measured(const Metrics& told) override
    {
        metrics.push_back(told);
        if (onMeasured) {
            onMeasured(told);
        }
    }

    bool wantsSnapshot() override { return takesSnapshots; }
    void snapshotTaken(std::shared_ptr<const SyntheticResult> taken) override { snapshots.push_back(std::move(taken)); }
    void warned(const std::string& message) override { warnings.push_back(message); }

    bool takesSnapshots = false;
    std::function<void(const Progress&)> onProgress;
    std::function<void(const Metrics&)> onMeasured;
    std::vector<Progress> progress;
    std::vector<Metrics> metrics;
    std::vector<std::shared_ptr<const SyntheticResult>> snapshots;
    std::vector<std::string> warnings;
};

/// A run that asks to stop once a model has done so many iterations of a seed.
inline SyntheticResult runUntil(const SyntheticParams& params, SyntheticModel model, std::int64_t iteration,
    const CheckpointPolicy& checkpoints = {}, std::uint64_t seed = 3, const ComputeOptions& compute = twoThreads)
{
    std::stop_source stop;
    Watcher watcher;
    const std::string series = toString(model) + ", seed " + std::to_string(seed);
    watcher.onMeasured = [&](const Metrics& told) {
        if (told.series == series && told.step == iteration) {
            stop.request_stop();
        }
    };
    return runSynthetic(params, compute, watcher, stop.get_token(), checkpoints);
}

inline SyntheticResult runToTheEnd(const SyntheticParams& params, const CheckpointPolicy& checkpoints = {})
{
    Watcher watcher;
    return runSynthetic(params, twoThreads, watcher, {}, checkpoints);
}

/// Two runs are equal when they are so in all but their times.
inline SyntheticResult withoutTimes(SyntheticResult result)
{
    for (ModelResult& model : result.models) {
        model.msPerIteration.reset();
    }
    return result;
}

/// smallParams to the end, done once.
inline const SyntheticResult& smallRun()
{
    static const SyntheticResult result = runToTheEnd(smallParams());
    return result;
}

} // namespace dpl::synthetic::test
