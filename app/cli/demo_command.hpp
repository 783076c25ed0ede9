#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl demo`: the paper's nine models on a made-up dataset.
void addDemoCommand(CLI::App& app);

} // namespace dpl::cli
