#pragma once

#include "runs/listed_run.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dpl::runs {

/// What sets a run apart within its experiment, beyond head, subset and seed, as the folder of its group says it:
/// "learning rate 0.001" of "seed-0_learning_rate-0.001"; empty if nothing does.
std::string variantOf(const ListedRun& run);

/// The name of the run in a folder, as lists of runs have it; nothing where there is none that can be read.
std::optional<std::string> nameOfRunIn(const std::filesystem::path& folder);

/// The name of the run that made a trained model: the model's folder lies in the run's, or is the run's. Nothing where
/// there is no such run.
std::optional<std::string> nameOfRunThatMade(const std::filesystem::path& model);

/// The names of runs that are shown together. Equal ones are followed by what tells them apart: the experiment, the
/// parameters that differ, and where that does not do the folder.
std::vector<std::string> distinctNames(const std::vector<const ListedRun*>& runs);

} // namespace dpl::runs
