#pragma once

#include "records/evaluated_comparisons.hpp"
#include "records/model_key.hpp"

#include <map>
#include <string>
#include <vector>

namespace dpl::summary {

/// What the trainings of the evaluated models warned of, as their run folders keep it: "categorical, combined,
/// training: 36 of 187 train rows are left out: ...". Of models without a run, as the authors', nothing is known.
std::vector<std::string> trainingNotes(const std::map<records::ModelKey, records::EvaluatedComparisons>& comparisons);

} // namespace dpl::summary
