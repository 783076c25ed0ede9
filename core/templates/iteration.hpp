#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// The values that going through one gives: characters of a string, keys of a dict, elements. Throws Failure for what
/// cannot be gone through. Each value is a step.
Next valuesOf(Runtime& runtime, const Value& value);

std::vector<Value> collected(Runtime& runtime, const Value& value);

bool canBeGoneThrough(const Value& value);

} // namespace dpl::templates
