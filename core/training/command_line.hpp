#pragma once

#include "training/training_params.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::training {

/// The words of the `dpl train` command that does the same: parameters that differ from the defaults, and the run's
/// folder (left out if it is empty).
std::vector<std::string> commandLine(const TrainingParams& params, const std::filesystem::path& runFolder);

} // namespace dpl::training
