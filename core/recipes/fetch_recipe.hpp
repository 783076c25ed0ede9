#pragma once

#include "base/json.hpp"
#include "hub/fetch.hpp"

#include <stop_token>

namespace dpl::recipes {

/// "fetch": what `dpl fetch` does, by the hub's settings of the environment. {"params"}
struct FetchRecipe {
    static constexpr const char* kind = "fetch";

    hub::FetchParams params;

    Json members() const;

    /// Throws Error if it is of another kind, or wrong.
    static FetchRecipe fromJson(const Json& recipe);

    /// Stopped, it goes on where it was.
    hub::FetchResult run(Observer& observer, const std::stop_token& stop) const;
};

} // namespace dpl::recipes
