#pragma once

#include "base/compute.hpp"
#include "base/devices.hpp"
#include "jobs/job.hpp"

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
    const std::string device = listedDeviceName(compute.device);
    request.device = QString::fromStdString(device);
    if (device != "cpu") {
        members["device"] = device;
    }
    request.recipe = request.kind.recipe(std::move(members));
}

/// The device of a job that a recipe is of.
inline std::string deviceOfRecipe(const Json& recipe)
{
    return JsonObject(recipe, "job").string("device", "cpu");
}

/// How the job of a recipe computes: the same, on its own device.
inline ComputeOptions onDeviceOf(const Json& recipe, ComputeOptions compute)
{
    compute.device = deviceOfRecipe(recipe);
    return compute;
}

} // namespace dpl::ui
