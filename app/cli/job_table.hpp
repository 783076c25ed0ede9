#pragma once

#include "places/placed_jobs.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::cli {

/// Where jobs are looked for that no folder is named of: below `roots`, or below results/ where none are given, and
/// among what is mirrored from other machines.
std::vector<std::filesystem::path> jobRoots(const std::vector<std::string>& roots);

/// A job as one JSON object.
Json jobJson(const places::PlacedJob& job);

/// Jobs as a table for the terminal.
std::string jobTable(const places::JobList& jobs);

/// The kind of a job: "training".
std::string kindText(const places::PlacedJob& job);

} // namespace dpl::cli
