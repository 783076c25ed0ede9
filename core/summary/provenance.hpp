#pragma once

#include "summary/summary_files.hpp"

#include <string>
#include <vector>

namespace dpl::summary {

/// What the trainings of the evaluated models warned of, as their run folders keep it: "categorical, combined,
/// training: 36 of 187 train rows are left out: ...". Of models without a run, as the authors', nothing is known.
std::vector<std::string> provenanceNotes(const SummaryFiles& files);

} // namespace dpl::summary
