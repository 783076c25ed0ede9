#pragma once

#include "templates/runtime.hpp"

/// What both methods of strings and filters do with texts.
namespace dpl::templates {

/// str.title: the first of each run of letters in upper case.
std::string titleCased(std::string_view text);

/// At most `most` times (all if it is negative). An empty `old` is between all characters.
std::string replaced(
    Runtime& runtime, const std::string& text, const std::string& old, const std::string& by, std::int64_t most);

/// To a width in characters.
std::string padded(Runtime& runtime, const std::string& text, std::int64_t width, const std::string& fill, bool atLeft);
std::string centered(Runtime& runtime, const std::string& text, std::int64_t width, const std::string& fill);

/// str.splitlines.
std::vector<std::string> linesOf(std::string_view text, bool withEnds = false);

} // namespace dpl::templates
