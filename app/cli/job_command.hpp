#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl job RECIPE.json`: any job of the window, done here.
void addJobCommand(CLI::App& app);

} // namespace dpl::cli
