#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl completion SHELL`: what a shell reads to complete dpl's commands and options.
void addCompletionCommand(CLI::App& app);

} // namespace dpl::cli
