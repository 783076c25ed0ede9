#pragma once

#include "base/json.hpp"
#include "text/merge_table.hpp"

#include <string>

namespace dpl::text {

/// A merge in its older spelling, two tokens with a space between. `where` names it in errors.
std::pair<std::string, std::string> mergeOfLine(std::string_view line, const std::string& where);

/// The lines of a merges.txt; "#version" lines are none.
MergeTable::Pairs mergesOfText(std::string_view text, const std::string& source);

/// A JSON array of merges, each "a b" or ["a", "b"]. `where` names the array in errors.
MergeTable::Pairs mergesOfJson(const Json& merges, const std::string& where);

} // namespace dpl::text
