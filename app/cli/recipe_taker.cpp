#include "recipe_taker.hpp"

#include "exit_codes.hpp"
#include "recipes/recipes.hpp"

namespace dpl::cli {

Json recipeWith(const char* kind, Json members, const ComputeOptions& compute)
{
    Json recipe = recipes::recipeOf(kind, std::move(members), compute.device);
    if (compute.threads != 0) {
        recipe["threads"] = compute.threads;
    }
    return recipe;
}

void refuseElsewhere(bool isGiven, const std::string& name)
{
    if (isGiven) {
        throw WrongUse("--" + name + " does not go with dpl submit: a job elsewhere may be started several times");
    }
}

} // namespace dpl::cli
