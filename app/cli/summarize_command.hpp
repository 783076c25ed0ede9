#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl summarize`: the paper's Tables 1a and 1b from a folder of evaluation files.
void addSummarizeCommand(CLI::App& app);

} // namespace dpl::cli
