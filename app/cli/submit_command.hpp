#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl submit`: gives the job of another command to a place.
void addSubmitCommand(CLI::App& app);

} // namespace dpl::cli
