#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl tokenize`: lines of text to token ids, and back.
void addTokenizeCommand(CLI::App& app);

} // namespace dpl::cli
