#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// What stands behind | in a template: a function of the value before it, and of arguments.
using Filter = Value (*)(Runtime&, const Value&, const Arguments&);

/// What stands behind "is".
using Test = bool (*)(Runtime&, const Value&, const Arguments&);

/// nullptr if there is none of that name.
Filter filterNamed(std::string_view name);
Test testNamed(std::string_view name);

/// By name, as map and select do. Throw Failure for a name that there is not.
Value applyFilter(Runtime& runtime, std::string_view name, const Value& value, const Arguments& arguments);
bool applyTest(Runtime& runtime, std::string_view name, const Value& value, const Arguments& arguments);

/// The filters by what they work on.
Filter textFilter(std::string_view name);
Filter numberFilter(std::string_view name);
Filter sequenceFilter(std::string_view name);
Filter orderingFilter(std::string_view name);
Filter selectingFilter(std::string_view name);

/// A filter's text argument: strings as they are, others as they are written.
std::string asText(Runtime& runtime, const Value& value);

} // namespace dpl::templates
