#pragma once

#include "recipe_taker.hpp"

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl train`: LoRA training of a reward model, with the reference's options and defaults.
void addTrainCommand(CLI::App& app, const RecipeTaker& taker = {});

} // namespace dpl::cli
