#pragma once

#include <CLI/App.hpp>

#include <string>

namespace dpl::cli {

/// "--data_path,--data-path": the reference spells its options with underscores; dashes work as well.
std::string optionNames(const std::string& name);

/// A switch that may be given alone or, as the reference's scripts have it, with True or False.
CLI::Option* addSwitch(CLI::App& command, const std::string& name, bool& value, const std::string& description);

/// Of an option for a seed: a whole number from 0 to 2^64 - 1. The library alone would read -1 as 2^64 - 1.
CLI::Validator seedRange();

/// Of an option for another whole number: it fits 64 bits. The library alone would take the nearest number that does.
CLI::Validator wholeNumber();

/// How a run begins where its folder may hold one: --overwrite; and --resume and --resume_from_checkpoint, which say
/// what happens anyway.
void addRunStart(CLI::App& command, bool& resume, bool& overwrite);

/// Throws WrongUse if both are wanted.
void refuseBoth(bool resume, bool overwrite);

/// True, true, 1 and nothing at all are true; False, false and 0 are not. Throws WrongUse for anything else.
bool switchValue(const std::string& name, const std::string& text);

} // namespace dpl::cli
