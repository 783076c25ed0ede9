#pragma once

#include "base/compute.hpp"

namespace dpl::ui {

/// How a job of the window's computes: the same, at a priority that leaves the GUI thread its time.
inline ComputeOptions givingWay(ComputeOptions compute)
{
    compute.background = true;
    return compute;
}

} // namespace dpl::ui
