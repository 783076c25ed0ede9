#pragma once

#include "training/training_params.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::training {

/// The words of the `dpl train` command that does the same: parameters that differ from the defaults, the run's folder
/// (left out if it is empty), and the device, with what is by default another there.
std::vector<std::string> commandLine(
    const TrainingParams& params, const std::filesystem::path& runFolder, const std::string& device = "cpu");

} // namespace dpl::training
