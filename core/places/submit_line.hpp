#pragma once

#include "places/place.hpp"
#include "places/slurm_request.hpp"

#include <string>
#include <vector>

namespace dpl::places {

/// The words of `dpl submit` that have a place do what a command line does here. `words` begin with the program:
/// {"dpl", "train", ...} becomes {"dpl", "submit", "--place", "cluster", "--nodes", "2", "--", "train", ...}.
std::vector<std::string> submitLine(const Place& place, const SlurmRequest& request, std::vector<std::string> words);

} // namespace dpl::places
