#pragma once

#include "templates/runtime.hpp"
#include "templates/value.hpp"

#include <optional>

namespace dpl::templates {

enum class Arithmetic { add, subtract, multiply, divide, floorDivide, modulo, power };
enum class Comparison { equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, in, notIn };

bool isTrue(const Value& value);

/// Throws Failure where a value is undefined.
void requireDefined(const Value& value);

/// Python's operators: numbers, and what + * % mean for strings, lists and tuples. Throw Failure for others, division
/// by zero, and whole numbers beyond 64 bits.
Value compute(Runtime& runtime, Arithmetic operation, const Value& left, const Value& right);
Value negated(const Value& value);
Value positive(const Value& value);

bool compare(Runtime& runtime, Comparison operation, const Value& left, const Value& right);
bool isLess(Runtime& runtime, const Value& left, const Value& right);
bool contains(Runtime& runtime, const Value& container, const Value& value);

/// How many values it holds, if that can be said of its kind: len().
std::optional<std::int64_t> sizeOf(const Value& value);

} // namespace dpl::templates
