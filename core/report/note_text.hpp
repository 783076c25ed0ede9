#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace dpl::report {

/// A text on one line: line breaks and tabs are blanks.
inline std::string oneLine(std::string text)
{
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return text;
}

/// Each note on a line of its own, for the description of a file.
inline std::string noteLines(const std::vector<std::string>& notes)
{
    std::string lines;
    for (const std::string& note : notes) {
        lines += (lines.empty() ? "" : "\n") + oneLine(note);
    }
    return lines;
}

} // namespace dpl::report
