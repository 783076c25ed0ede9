#pragma once

#include "backbone/reward_model.hpp"
#include "preference/output_averages.hpp"
#include "ranks/group.hpp"
#include "scoring/tokenized_comparisons.hpp"
#include "training/training_params.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>

namespace dpl::training {

/// What one step was like.
struct StepReport {
    double loss = 0.0; ///< mean over the step's batches, with the added terms
    double accuracy = 0.0;
    double gradientNorm = 0.0; ///< before clipping
    double learningRate = 0.0;
    preference::OutputAverages outputs; ///< before the step
    std::int64_t comparisons = 0;
    std::int64_t tokens = 0; ///< of all sides, as a computation without shared prefixes would count them
    std::int64_t computedTokens = 0; ///< each common prefix counted once
};

/// One reward model on its way: batches of comparisons to AdamW steps. A batch is packed without padding, and what the
/// two sides of a comparison have in common is computed once, forward and back; losses and gradients are those of the
/// padded computation within rounding.
class RewardTrainer {
public:
    /// The model has an adapter or is fully trained, and stays the caller's, as the ranks that train it together do.
    RewardTrainer(backbone::RewardModel& model, const TrainingParams& params, ranks::Group& group = ranks::alone());
    ~RewardTrainer();
    RewardTrainer(const RewardTrainer&) = delete;
    RewardTrainer& operator=(const RewardTrainer&) = delete;

    /// One step over the batches, whose gradients are averaged. `step` decides dropout. Of several ranks, each computes
    /// its share of the batches, and all make the same step. Throws Error naming the rows if the loss is not finite,
    /// before any weight is changed; Stopped if a stop is requested in any rank.
    StepReport step(std::span<const std::vector<const scoring::TokenizedComparison*>> batches, std::int64_t step,
        double learningRate, const std::stop_token& stop);

    /// Gradients of a batch's training loss, under the names of an adapter file: for tests.
    std::vector<std::pair<std::string, std::vector<float>>> gradients(
        const std::vector<const scoring::TokenizedComparison*>& batch);

    void saveOptimizer(const std::filesystem::path& file) const;
    void loadOptimizer(const std::filesystem::path& file, std::int64_t steps);

    /// Takes over rank 0's weights and optimiser, which have done `steps` steps.
    void takeStateOfFirst(std::int64_t steps);

    /// Ranks with different numbers of threads find last digits of the gradient's norm that differ: all take the first
    /// one's then.
    void takeNormOfFirst();

    /// What is trained, by name and shape, for ranks to compare.
    std::string trainableText() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The comparisons as one batch: for each, chosen and rejected one after the other, their common prefix once.
backbone::PackedBatch packed(std::span<const scoring::TokenizedComparison* const> comparisons);

} // namespace dpl::training
