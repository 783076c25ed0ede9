#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl help [COMMAND]`: the same page as `dpl COMMAND --help`.
void addHelpCommand(CLI::App& app);

} // namespace dpl::cli
