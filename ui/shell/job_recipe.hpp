#pragma once

#include "base/compute.hpp"
#include "jobs/job.hpp"

namespace dpl::ui {

/// The job of a recipe (JobRequest::recipe), as the function that wrote it made it: {"kind": "training", "params":
/// {...}, "folder": ...}. Throws Error naming what is wrong with it.
JobRequest jobOf(const Json& recipe, const ComputeOptions& compute);

} // namespace dpl::ui
