#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl cancel`: ends a job that was given to a place.
void addCancelCommand(CLI::App& app);

} // namespace dpl::cli
