#pragma once

#include "base/checkpoints.hpp"
#include "base/compute.hpp"
#include "base/observer.hpp"
#include "preference/output_averages.hpp"
#include "ranks/group.hpp"
#include "training/training_params.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace dpl::training {

/// Mean loss and accuracy on test rows; the added terms of training do not act.
struct HeldOut {
    double loss = 0.0;
    double accuracy = 0.0;
    std::int64_t comparisons = 0;
    preference::OutputAverages outputs{};
};

struct TrainingResult {
    bool finished = false; ///< false: stopped on request
    bool stoppedEarly = false; ///< by early_stopping_patience
    std::int64_t steps = 0;
    std::int64_t totalSteps = 0;
    std::int64_t comparisons = 0; ///< of the dataset, those that are short enough
    std::int64_t tooLong = 0; ///< left out for their length
    std::int64_t skippedRows = 0; ///< left out because they could not be read
    double trainLoss = 0.0; ///< mean over all steps
    double trainAccuracy = 0.0;
    std::optional<HeldOut> heldOut; ///< of the trained model; of a stopped run, as it was last evaluated
    std::optional<std::int64_t> bestStep; ///< the one whose model the trained one is, by load_best_model_at_end
    double comparisonsPerSecond = 0.0; ///< of training alone: without loading, evaluation and saving
    double tokensPerSecond = 0.0; ///< as a computation without shared prefixes counts them
    std::int64_t peakBytes = 0;

    Json toJson() const;
    static TrainingResult fromJson(const Json& value, const std::string& source);
};

/// Where a training keeps things.
struct TrainingFiles {
    CheckpointPolicy checkpoints;
    std::filesystem::path model; ///< folder of the trained adapter, or model; empty: not written
    std::filesystem::path tokenCache; ///< folder; empty: token ids are not kept
};

/// How rows are cut into batches, in training and where held-out rows are scored; the number of threads has no say in
/// it.
Json cutOf(const TrainingParams& params);

/// Trains. Of several ranks, each computes its share of every step's batches and of held-out rows; rank 0 alone has
/// files and an observer that is told things, and what it has of an earlier start goes to the others. A checkpoint
/// holds the adapter, the optimiser's moments and the position; every random number is a function of the seed and the
/// step, so that going on from one gives the numbers of an uninterrupted training (bit for bit at one thread). Throws
/// Error if something is wrong with the params or files, if the loss is not finite (naming step and rows; the last
/// checkpoint stays), or if memory runs out (saying what to lower).
///
/// Metrics have the series "train" (loss, accuracy, margin, sigma, entropy, learning_rate, grad_norm, epoch,
/// comparisons_per_second, tokens_per_second, memory_mib; means over the steps since the line before) and "eval" (loss,
/// accuracy, margin, sigma, entropy). A head without a distribution has no sigma, one without atoms no entropy.
TrainingResult train(const TrainingParams& params, const ComputeOptions& compute, const TrainingFiles& files,
    Observer& observer, const std::stop_token& stop, ranks::Group& group = ranks::alone());

/// Throws Error, with both remedies, if a step's batches cannot be shared out evenly among so many processes.
void checkShares(const TrainingParams& params, int processes);

} // namespace dpl::training
