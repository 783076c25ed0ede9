#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "recipes/outcome.hpp"
#include "sweep/run_sweep.hpp"

#include <filesystem>
#include <stop_token>
#include <string>

namespace dpl::recipes {

/// "sweep": what `dpl sweep` makes of an experiment. {"title", "params", "folder"}
struct SweepRecipe {
    static constexpr const char* kind = "sweep";

    sweep::SweepParams params;
    std::filesystem::path folder;
    std::string title{}; ///< what lists of jobs call it

    Json members() const;

    /// Throws Error if it is of another kind, or wrong.
    static SweepRecipe fromJson(const Json& recipe);

    /// Trains what the folder lacks, evaluates, scores and summarises. Throws Error at the end if a run failed.
    Outcome run(const ComputeOptions& compute, sweep::SweepObserver& observer, const std::stop_token& stop) const;
};

} // namespace dpl::recipes
