#pragma once

#include <cctype>
#include <string>

namespace dpl::test {

/// Whether a text is the pattern, in which each # stands for a digit.
inline bool fits(const std::string& text, const std::string& pattern)
{
    bool equal = text.size() == pattern.size();
    for (std::size_t i = 0; equal && i < text.size(); ++i) {
        const bool isDigit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
        equal = pattern[i] == '#' ? isDigit : text[i] == pattern[i];
    }
    return equal;
}

} // namespace dpl::test
