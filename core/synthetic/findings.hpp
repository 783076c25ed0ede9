#pragma once

#include "synthetic/result.hpp"

#include <string>

namespace dpl::synthetic {

/// What a result shows, in a sentence or two for people: whether the base model ranks by Borda count or by expected
/// utility, and how much larger sigma is where contexts disagree. Empty while there is nothing to say.
std::string findings(const SyntheticResult& result);

/// Mean sigma of the first seed where the true standard deviation is positive, over that where it is zero; none where
/// the model has no sigma or the environment no such places.
std::optional<double> sigmaRatio(const SyntheticResult& result, preference::SyntheticModel model);

} // namespace dpl::synthetic
