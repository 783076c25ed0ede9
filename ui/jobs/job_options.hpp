#pragma once

#include "base/compute.hpp"
#include "base/devices.hpp"
#include "jobs/job.hpp"
#include "recipes/recipes.hpp"

namespace dpl::ui {

/// How a job of the window's computes: the same, at a priority that leaves the GUI thread its time.
inline ComputeOptions givingWay(ComputeOptions compute)
{
    compute.background = true;
    return compute;
}

/// Gives a job a recipe of these members, and the device that it computes on, which the recipe names, too, unless it is
/// the CPU.
inline void setRecipe(JobRequest& request, Json members, const ComputeOptions& compute)
{
    request.device = QString::fromStdString(listedDeviceName(compute.device));
    request.recipe = recipes::recipeOf(request.kind.name.toStdString().c_str(), std::move(members), compute.device);
}

/// The device of a job that a recipe is of.
inline std::string deviceOfRecipe(const Json& recipe)
{
    return recipes::deviceOf(recipe);
}

/// How the job of a recipe computes: the same, on its own device.
inline ComputeOptions onDeviceOf(const Json& recipe, const ComputeOptions& compute)
{
    return recipes::computeOf(recipe, compute);
}

/// How a job that did not fail ended.
inline Completion completionOf(recipes::Outcome outcome)
{
    return outcome == recipes::Outcome::finished ? Completion::finished : Completion::stopped;
}

} // namespace dpl::ui
