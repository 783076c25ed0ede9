#pragma once

#include "base/compute.hpp"
#include "base/observer.hpp"
#include "training/dataset_preview.hpp"
#include "training/training_params.hpp"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace dpl::training {

/// How fast a few steps of a training were, and how much memory they took.
struct TrainingProbe {
    std::string what; ///< probeKey of its params
    std::int64_t steps = 0;
    double tokensPerSecond = 0.0; ///< as DatasetPreview counts them: common prefixes once
    std::int64_t bytes = 0; ///< the most memory that the training took, of its device's; 0: nobody counted
};

/// What decides speed and memory of a step: params with equal keys share a probe.
std::string probeKey(const TrainingParams& params, const ComputeOptions& compute);

/// Trains for a few steps on rows of the dataset (about `seconds` seconds of them, at most 400 steps) and throws the
/// model away. The speed is that of the later half, when caches are filled and what the program did besides is done.
/// Throws what train throws, and Stopped if a stop is requested.
TrainingProbe probeTraining(const TrainingParams& params, const ComputeOptions& compute, const DatasetPreview& preview,
    double seconds, const std::stop_token& stop);

/// How long a comparison that is evaluated takes, as a share of one that is trained on, by the passes through the
/// backbone: one, where a training step makes another one back, a third for the gradients of the weights themselves,
/// unless only an adapter's are wanted, and one more forward with gradient checkpointing.
double evaluationShare(const TrainingParams& params);

/// What a training will take. Steps follow from the rows; the time from a probe.
struct TrainingEstimate {
    std::int64_t comparisons = 0; ///< of an epoch
    std::int64_t steps = 0;
    std::optional<double> comparisonsPerSecond;
    std::optional<double> seconds; ///< of the steps alone: held-out evaluations and saving come on top
    std::int64_t bytes = 0; ///< peak memory: the probe's, or, without one, computed from the backbone's shape: on the
                            ///< CPU for sides of 1,024 tokens, elsewhere for the largest batch
    bool measured = false; ///< the speed
    bool memoryMeasured = false;
};

TrainingEstimate estimateTraining(const TrainingParams& params, const std::string& device,
    const DatasetPreview& preview, const std::optional<TrainingProbe>& probe);

} // namespace dpl::training
