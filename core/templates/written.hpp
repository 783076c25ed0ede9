#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// As Python's str() writes a value: "True", "None", "1.0", "[1, 'a']"; nothing for one that is undefined. Throws
/// Failure for what Python writes with its address (functions, generators).
std::string written(Runtime& runtime, const Value& value);

/// As repr() does: strings in quotes.
std::string represented(Runtime& runtime, const Value& value);

} // namespace dpl::templates
