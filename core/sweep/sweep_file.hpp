#pragma once

#include "sweep/sweep_params.hpp"

#include <filesystem>

namespace dpl::sweep {

/// The file that says what a sweep's folder is to hold.
inline constexpr const char* sweepFileName = "sweep.json";

/// Writes the params beside whatever other experiments have there: into {folder}/sweep.json, or, where that says
/// something else, into the first of sweep-2.json, sweep-3.json, ... that is free. One that says the same is taken as
/// it is. Returns the file. Throws Error.
std::filesystem::path writeBesideOthers(const std::filesystem::path& folder, const SweepParams& params);

} // namespace dpl::sweep
