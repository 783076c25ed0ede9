#pragma once

#include <algorithm>
#include <string>

namespace dpl::report {

/// A text on one line: line breaks and tabs are blanks.
inline std::string oneLine(std::string text)
{
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return text;
}

} // namespace dpl::report
