#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl sweep`: every combination of some training parameters, evaluated and summarised.
void addSweepCommand(CLI::App& app);

} // namespace dpl::cli
