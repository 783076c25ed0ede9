#pragma once

#include <CLI/App.hpp>

#include <string>

namespace dpl::cli {

/// "--data_path,--data-path": the reference spells its options with underscores; dashes work as well.
std::string optionNames(const std::string& name);

/// A switch that may be given alone or, as the reference's scripts have it, with True or False.
CLI::Option* addSwitch(CLI::App& command, const std::string& name, bool& value, const std::string& description);

/// True, true, 1 and nothing at all are true; False, false and 0 are not. Throws WrongUse for anything else.
bool switchValue(const std::string& name, const std::string& text);

} // namespace dpl::cli
