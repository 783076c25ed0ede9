#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl runs`: run folders with their state and last numbers.
void addRunsCommand(CLI::App& app);

} // namespace dpl::cli
