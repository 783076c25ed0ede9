#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl jobs`: jobs that were given to a place, wherever they run.
void addJobsCommand(CLI::App& app);

} // namespace dpl::cli
