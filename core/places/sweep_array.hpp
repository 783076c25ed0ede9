#pragma once

#include "base/json.hpp"

#include <vector>

namespace dpl::places {

/// One training of a sweep, as an element of a job array.
struct ArrayElement {
    int index = 0; ///< of the run in the sweep's plan
    Json recipe;
};

/// The trainings of a sweep's recipe, each as the sweep would do it itself; what the sweep does when all are there, it
/// does as ever. `looksAround`: those that are finished in its folder, which is here, are left out. Throws Error, as
/// for another experiment in the folder.
std::vector<ArrayElement> arrayOf(const Json& sweepRecipe, bool looksAround);

} // namespace dpl::places
