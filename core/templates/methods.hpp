#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// A method of a string, list, tuple, dict or number, as a function; nothing if its kind has none of that name.
std::optional<Value> methodOf(const Value& value, std::string_view name);

/// Whether a method of that name would change the value, which the sandbox forbids.
bool changesItsValue(const Value& value, std::string_view name);

/// The methods of strings.
using TextMethod = Value (*)(Runtime&, const Text&, const Arguments&);
TextMethod textMethod(std::string_view name);
TextMethod textQuestion(std::string_view name); ///< those that answer yes or no: isdigit, ...
TextMethod textSplitting(std::string_view name); ///< those that give lists and tuples: split, ...

} // namespace dpl::templates
