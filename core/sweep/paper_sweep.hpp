#pragma once

#include "sweep/sweep_params.hpp"

namespace dpl::sweep {

/// The paper's nine reward models (section 5, appendix C): three heads on helpful, harmless and both; one epoch of
/// both, two of a single subset; weight decay 0.0001. Backbone, dataset and response set are left to be filled in.
SweepParams paperSweep();

} // namespace dpl::sweep
