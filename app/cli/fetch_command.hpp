#pragma once

#include <CLI/App.hpp>

namespace dpl::cli {

void addFetchCommand(CLI::App& app);

} // namespace dpl::cli
