#pragma once

#include "base/json.hpp"
#include "base/observer.hpp"
#include "synthetic/result.hpp"
#include "synthetic/trainer.hpp"
#include "weights/named_arrays.hpp"

#include <memory>
#include <optional>
#include <stop_token>

namespace dpl::synthetic {

/// Comparisons that no model trains on, the same for every run in an environment.
struct HeldoutComparisons {
    explicit HeldoutComparisons(const Environment& environment);

    Batch alternatives;
    Batch pairs; ///< of the classifier; the same comparisons
};

/// One model of the experiment on its way from its initial weights to its result.
class ModelTraining {
public:
    ModelTraining(const SyntheticParams& params, const Environment& environment, preference::SyntheticModel model,
        std::uint64_t seed, const ComputeOptions& compute);

    bool isDone() const { return m_result.iterations >= m_params.iterations; }

    /// One step, unless stop is requested during it, which leaves the model as it was. Returns metrics when a loss is
    /// recorded: every step, or every few where there are thousands.
    std::optional<Metrics> step(const std::stop_token& stop);

    /// The result so far, with the learned curves; cheap.
    ModelResult snapshot(const GroundTruth& truth) const;

    /// The result of a model that is done: with held-out loss, and voting scores of the classifier.
    ModelResult finish(const GroundTruth& truth, const HeldoutComparisons& heldout) const;

    void save(weights::NamedArrays& arrays, Json& progress) const;
    void restore(const weights::NamedArrays& arrays, const JsonObject& progress);

    preference::SyntheticModel model() const { return m_result.model; }
    std::int64_t iterations() const { return m_result.iterations; }

private:
    void evaluateCurves(ModelResult& result, const GroundTruth& truth) const;
    double heldoutLoss(const HeldoutComparisons& heldout) const;
    VotingScores votingOfClassifier() const;
    std::string seriesName() const;

    const SyntheticParams& m_params;
    const Environment& m_environment;
    preference::SyntheticHead m_head;
    std::unique_ptr<Trainer> m_trainer;
    Batch m_batch;
    ModelResult m_result;
    double m_seconds = 0.0; ///< spent in steps
    double m_lossSum = 0.0; ///< of the steps since the last recorded loss
    std::int64_t m_lossCount = 0;
};

} // namespace dpl::synthetic
