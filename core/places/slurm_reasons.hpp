#pragma once

#include <string>

namespace dpl::places {

/// Why a Slurm job waits or has ended, in words: "Resources" is "the machines it needs are busy". Empty where there is
/// no reason; a reason that is not known, as Slurm says it.
std::string slurmReasonText(const std::string& reason);

} // namespace dpl::places
