#pragma once

#include "base/json.hpp"

#include <string>
#include <vector>

namespace dpl::sweep {

/// Whether a numeric training parameter is a share that people give in percent. In files and on the command line it
/// stays a share.
bool isPercentage(const std::string& parameter);

/// Percentages as people write them (readValues), as shares: "10 12.5" is 0.1 and 0.125, the decimals themselves and
/// not products of them. Throws Error, in a sentence, also for one that no share of rows to hold out can be.
std::vector<Json> readPercentages(const std::string& text);

/// The percentages that readPercentages reads as these shares.
std::vector<Json> percentagesOf(const std::vector<Json>& shares);

} // namespace dpl::sweep
