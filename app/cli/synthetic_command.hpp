#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl synthetic`: the synthetic experiment of the paper, with the reference's options and defaults.
void addSyntheticCommand(CLI::App& app);

} // namespace dpl::cli
