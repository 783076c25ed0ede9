#pragma once

#include "base/error.hpp"
#include "base/json.hpp"

#include <string>

namespace dpl::recipes {

/// The members of a recipe that is of this kind. Throws Error if it is of another. `what`: "a training".
inline JsonObject membersOf(const Json& recipe, const std::string& kind, const std::string& what)
{
    JsonObject members(recipe, "job");
    if (members.string("kind") != kind) {
        throw Error("a job of the kind " + members.string("kind") + " is not " + what);
    }
    return members;
}

} // namespace dpl::recipes
