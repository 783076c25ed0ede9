#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl backbone`: what a backbone is, what it needs, and what is wrong with it.
void addBackboneCommand(CLI::App& app);

} // namespace dpl::cli
