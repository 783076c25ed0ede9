#pragma once

#include "base/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dpl::sweep {

/// What the values of a numeric training parameter are.
enum class NumberKind { whole, decimal };

/// None for a parameter that is no number, or that there is not.
std::optional<NumberKind> numberKind(const std::string& parameter);

/// Values as people write them, each once, in the order in which they are written:
///
///   0 1 2               separated by blanks or semicolons
///   0-9                 whole numbers from 0 to 9; 0..9 is the same
///   0-4,7               of whole numbers: commas separate, too, but in what may be one number, as 1,000
///   1e-6..1e-4 log      1e-06, 1e-05, 0.0001: a value for each power of ten (or of two: 8..64 log), 5 where the ends
///                       are not whole powers apart
///   1e-6..1e-4 log 5    so many, each the same factor above the one before it
///   0..0.5 3            so many, evenly spread; 5 without a number
///   0..0.5 step 0.1     from the first in steps
///
/// What stands behind a range up to the next semicolon belongs to it. Throws Error, in a sentence, for anything else.
std::vector<Json> readValues(const std::string& text, NumberKind kind);

/// What readValues reads as these values: "0-9; 20", "1e-06 1e-05".
std::string textOf(const std::vector<Json>& values);

/// The values in short: "0, 1, 2, …, 9"; of five or fewer all.
std::string shortList(const std::vector<Json>& values);

} // namespace dpl::sweep
