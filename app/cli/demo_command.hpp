#pragma once

#include "recipe_taker.hpp"

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl demo`: the paper's nine models on a made-up dataset.
void addDemoCommand(CLI::App& app, const RecipeTaker& taker = {});

} // namespace dpl::cli
