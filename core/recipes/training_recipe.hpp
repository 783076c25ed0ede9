#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "base/observer.hpp"
#include "recipes/outcome.hpp"
#include "training/training_params.hpp"

#include <filesystem>
#include <stop_token>

namespace dpl::recipes {

/// "training": a run of `dpl train`. {"params", "folder", "tokens"}
struct TrainingRecipe {
    static constexpr const char* kind = "training";

    training::TrainingParams params;
    std::filesystem::path folder; ///< the run's
    std::filesystem::path tokens{}; ///< where it shares token ids with others; empty: near its folder

    Json members() const;

    /// Throws Error if it is of another kind, or wrong.
    static TrainingRecipe fromJson(const Json& recipe);

    /// Goes on from where an earlier start in the folder left off.
    Outcome run(const ComputeOptions& compute, Observer& observer, const std::stop_token& stop) const;
};

} // namespace dpl::recipes
