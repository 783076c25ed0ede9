#pragma once

#include "templates/value.hpp"

namespace dpl::templates {

class Budget;

/// Python's ==: numbers by value, whatever their kind; lists and tuples element by element; dicts whatever their order.
bool isEqual(const Value& left, const Value& right, Budget& budget);

/// The same among values that can be keys of a dict.
bool isSameKey(const Value& left, const Value& right);

/// Equal keys have equal hashes. Throws Failure for what cannot be a key.
std::size_t hashOf(const Value& value);

/// Whether two are one and the same, as Python's `is`.
bool isSame(const Value& left, const Value& right);

} // namespace dpl::templates
