#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "recipes/outcome.hpp"
#include "synthetic/experiment.hpp"

#include <filesystem>
#include <optional>
#include <stop_token>

namespace dpl::recipes {

/// "synthetic": a run of `dpl synthetic`. {"params", "runs_folder", "folder"}; without params, the run that is in the
/// folder goes on.
struct SyntheticRecipe {
    static constexpr const char* kind = "synthetic";

    std::optional<synthetic::SyntheticParams> params;
    std::filesystem::path runsFolder{}; ///< where a run without a folder makes one
    std::filesystem::path folder{}; ///< the run's; may be empty

    Json members() const;

    /// Throws Error if it is of another kind, or wrong.
    static SyntheticRecipe fromJson(const Json& recipe);

    /// Its params, or those of the run that goes on. Throws Error.
    synthetic::SyntheticParams paramsToRun() const;

    /// The run's folder, or a new one within runsFolder.
    std::filesystem::path folderToRun() const;

    Outcome run(
        const ComputeOptions& compute, synthetic::SyntheticObserver& observer, const std::stop_token& stop) const;
};

} // namespace dpl::recipes
