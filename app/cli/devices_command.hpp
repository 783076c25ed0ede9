#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl devices`: what work can be done on, and why not on what fails.
void addDevicesCommand(CLI::App& app);

} // namespace dpl::cli
