#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// How Python's json.dumps is to write.
struct JsonStyle {
    bool asciiOnly = false; ///< other characters as \uXXXX
    std::optional<std::string> indent; ///< of each level, on lines of their own
    std::string itemSeparator = ", ";
    std::string keySeparator = ": ";
    bool sortsKeys = false;
};

/// Throws Failure for values that are no JSON.
std::string toJsonText(Runtime& runtime, const Value& value, const JsonStyle& style);

} // namespace dpl::templates
