#pragma once

#include "recipe_taker.hpp"

#include <CLI/App.hpp>

namespace dpl::cli {

/// Adds `dpl evaluate`: a reward model's outputs on a preference dataset.
void addEvaluateCommand(CLI::App& app, const RecipeTaker& taker = {});

/// Adds `dpl score`: reward models' outputs on a response set, the reference's evaluate_assistant_responses.
void addScoreCommand(CLI::App& app, const RecipeTaker& taker = {});

} // namespace dpl::cli
