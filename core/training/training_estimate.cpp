#include "training/training_estimate.hpp"

#include "backbone/backbone_card.hpp"
#include "backbone/backbone_locations.hpp"
#include "backbone/memory_estimate.hpp"
#include "base/clock.hpp"
#include "base/json_text.hpp"
#include "base/memory.hpp"
#include "base/peak_memory.hpp"
#include "base/stopped.hpp"
#include "training/row_order.hpp"
#include "training/train.hpp"

#include <algorithm>

namespace dpl::training {

namespace {

constexpr std::int64_t mostProbeSteps = 400;

/// Ends the probe when it has seen enough, counting from the end of the first step, which warms up.
class ProbeObserver final : public Observer {
public:
    ProbeObserver(std::stop_source enough, double seconds) : m_enough(std::move(enough)), m_seconds(seconds) { }

    void progressed(const Progress& progress) override
    {
        if (progress.phase != "Training") {
            return;
        }
        m_ends.push_back(steadySeconds());
        if (m_ends.size() > 1 && m_ends.back() - m_ends.front() >= m_seconds) {
            m_enough.request_stop();
        }
    }

    std::int64_t timedSteps() const { return static_cast<std::int64_t>(m_ends.size() - first()) - 1; }
    double elapsed() const { return m_ends.empty() ? 0.0 : m_ends.back() - m_ends[first()]; }

private:
    /// The step after which time is taken: half of them, or the first of few.
    std::size_t first() const { return m_ends.size() > 4 ? m_ends.size() / 2 : 0; }

    std::stop_source m_enough;
    double m_seconds;
    std::vector<double> m_ends; ///< of the steps
};

/// The largest batch that there can be: every side as long as the longest that is not left out.
backbone::DeviceWork workOf(const TrainingParams& params, const DatasetPreview& preview)
{
    std::int64_t longest = 0;
    for (const std::int64_t tokens : preview.sideTokens) {
        if (tokens <= params.maxLength) {
            longest = std::max(longest, tokens);
        }
    }
    backbone::DeviceWork work;
    work.tokens = 2 * params.trainBatchSize * longest;
    work.bf16 = params.bf16;
    work.keepStored = params.keepStored;
    work.trains = true;
    work.trainsEveryWeight = params.fullFineTuning;
    work.keepsLayerInputsAlone = params.gradientCheckpointing;
    return work;
}

} // namespace

std::string probeKey(const TrainingParams& params, const ComputeOptions& compute)
{
    Json key{{"threads", threadCount(compute)}, {"device", compute.device}};
    const Json values = params.toJson();
    for (const char* name : {"model_name", "data_path", "reward_model_type", "num_atoms", "per_device_train_batch_size",
             "max_length", "bf16", "gradient_checkpointing", "lora_r", "lora_target_modules", "lora_dropout",
             "full_fine_tuning", "keep_stored"}) {
        key[name] = values.at(name);
    }
    return dumpJson(key);
}

TrainingProbe probeTraining(const TrainingParams& params, const ComputeOptions& compute, const DatasetPreview& preview,
    double seconds, const std::stop_token& stop)
{
    TrainingParams few = params;
    few.gradientAccumulationSteps = 1;
    few.evalSteps = 0;
    few.evalFirstStep = false;
    few.epochs = 1;
    // Each file gives an equal share of the rows that are asked for, so that the shortest bounds them.
    const std::int64_t rows =
        std::min((mostProbeSteps + 1) * few.trainBatchSize, preview.files * preview.rowsOfShortestFile);
    if (!few.hiddenContextRatio && rows < preview.rows && rows >= 2 * few.trainBatchSize) {
        few.trainDatasetSize = rows;
    }
    checkDevice(compute.device);
    std::stop_source enough;
    const std::stop_callback outer(stop, [&enough] { enough.request_stop(); });
    ProbeObserver observer(enough, seconds);
    const PeakMemory peak(compute.device);
    train(few, compute, {}, observer, enough.get_token());
    TrainingProbe probe;
    probe.what = probeKey(params, compute);
    probe.steps = std::max<std::int64_t>(0, observer.timedSteps());
    probe.bytes = peak.bytes();
    returnFreedMemory();
    throwIfStopped(stop);
    if (observer.timedSteps() > 0 && observer.elapsed() > 0.0) {
        const auto comparisons = static_cast<double>(observer.timedSteps() * few.trainBatchSize);
        probe.tokensPerSecond = comparisons * preview.tokensPerComparison / observer.elapsed();
    }
    return probe;
}

double evaluationShare(const TrainingParams& params)
{
    return 1.0 / (2.0 + (params.fullFineTuning ? 1.0 : 0.0) + (params.gradientCheckpointing ? 1.0 : 0.0));
}

TrainingEstimate estimateTraining(const TrainingParams& params, const std::string& device,
    const DatasetPreview& preview, const std::optional<TrainingProbe>& probe)
{
    TrainingEstimate estimate;
    estimate.comparisons = preview.comparisons();
    estimate.steps = RowOrder(static_cast<std::size_t>(estimate.comparisons), params.trainBatchSize,
        params.gradientAccumulationSteps, params.epochs, params.seed)
                         .totalSteps();
    if (probe && probe->tokensPerSecond > 0.0 && preview.tokensPerComparison > 0.0) {
        estimate.measured = true;
        estimate.comparisonsPerSecond = probe->tokensPerSecond / preview.tokensPerComparison;
        estimate.seconds = static_cast<double>(estimate.comparisons * params.epochs) / *estimate.comparisonsPerSecond;
        estimate.bytes = probe->bytes;
    }
    estimate.memoryMeasured = estimate.bytes > 0;
    if (estimate.memoryMeasured) {
        return estimate;
    }
    const backbone::BackboneCard card = backbone::describeBackbone(backbone::locateBackbone(params.modelName));
    if (device != "cpu") {
        estimate.bytes = backbone::deviceBytes(card, workOf(params, preview));
    } else {
        estimate.bytes = params.keepStored ? card.storedTrainingBytes : card.trainingBytes;
    }
    return estimate;
}

} // namespace dpl::training
