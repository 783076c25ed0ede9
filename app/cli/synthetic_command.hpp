#pragma once

#include "recipe_taker.hpp"

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl synthetic`: the synthetic experiment of the paper, with the reference's options and defaults.
void addSyntheticCommand(CLI::App& app, const RecipeTaker& taker = {});

} // namespace dpl::cli
