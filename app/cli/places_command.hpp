#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl places`: lists, adds, removes and tests places.
void addPlacesCommand(CLI::App& app);

} // namespace dpl::cli
