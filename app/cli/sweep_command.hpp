#pragma once

#include "recipe_taker.hpp"

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl sweep`: every combination of some training parameters, evaluated and summarised.
void addSweepCommand(CLI::App& app, const RecipeTaker& taker = {});

} // namespace dpl::cli
