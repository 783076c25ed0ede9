#pragma once

#include "training/train.hpp"

#include <cstdint>
#include <optional>

namespace dpl::training {

/// How the evaluations on held-out rows went: which of them was the best one, and for how many there was no
/// improvement. A function of the evaluations in their order, so that a resumed training decides as an uninterrupted
/// one. That of the untrained model does not count.
class HeldOutProgress {
public:
    struct Evaluation {
        std::int64_t step = 0;
        HeldOut heldOut;
    };

    /// True if it is the best one so far, by metric_for_best_model; of equal ones, the first is.
    bool add(const Evaluation& evaluation, const TrainingParams& params);

    const std::optional<Evaluation>& best() const { return m_best; }

    /// Evaluations since the last one that was better than every improvement before it by more than
    /// early_stopping_threshold.
    std::int64_t withoutImprovement() const { return m_withoutImprovement; }

    /// Whether early_stopping_patience is at its end.
    bool stops(const TrainingParams& params) const
    {
        return params.earlyStoppingPatience > 0 && m_withoutImprovement >= params.earlyStoppingPatience;
    }

    Json toJson() const;
    static HeldOutProgress fromJson(const Json& value, const std::string& source);

private:
    std::optional<Evaluation> m_best;
    std::optional<double> m_improvement; ///< the metric, higher is better, of the last one
    std::int64_t m_withoutImprovement = 0;
};

} // namespace dpl::training
