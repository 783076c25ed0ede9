#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// Python's str.format: "{}", "{0}", "{name.member[0]!r:>8}".
std::string braceFormat(Runtime& runtime, const std::string& format, const Arguments& arguments);

/// format(value, specification)
std::string formatted(Runtime& runtime, const Value& value, const std::string& specification);

} // namespace dpl::templates
