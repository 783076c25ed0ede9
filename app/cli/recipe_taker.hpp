#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"

#include <functional>
#include <string>

namespace dpl::cli {

/// Takes the recipe of the job that a command would do, to be done elsewhere; empty: the command does it. Paths in it
/// are as they were given.
using RecipeTaker = std::function<void(Json recipe)>;

/// A recipe of a kind, with the device and the threads that a command was given.
Json recipeWith(const char* kind, Json members, const ComputeOptions& compute);

/// Throws WrongUse if an option was given that a job that is done elsewhere cannot have. `name`: "overwrite".
void refuseElsewhere(bool isGiven, const std::string& name);

} // namespace dpl::cli
