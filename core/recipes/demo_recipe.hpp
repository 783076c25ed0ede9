#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "recipes/outcome.hpp"
#include "sweep/run_sweep.hpp"

#include <cstdint>
#include <filesystem>
#include <stop_token>

namespace dpl::recipes {

/// "demo": what `dpl demo` does. {"seed", "folder"}
struct DemoRecipe {
    static constexpr const char* kind = "demo";

    std::uint64_t seed = 0;
    std::filesystem::path folder;

    Json members() const;

    /// Throws Error if it is of another kind, or wrong.
    static DemoRecipe fromJson(const Json& recipe);

    /// Throws Error at the end if a run failed.
    Outcome run(const ComputeOptions& compute, sweep::SweepObserver& observer, const std::stop_token& stop) const;
};

} // namespace dpl::recipes
