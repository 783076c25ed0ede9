#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dpl::report {

/// The code points of UTF-8 text; bytes that are not UTF-8 become U+FFFD.
std::u32string codePoints(std::string_view utf8);

/// Columns of a terminal that the text takes, counted as one per code point that is not a combining mark.
std::size_t displayWidth(std::string_view utf8);

/// Marks that join the letter before them, joiners and variation selectors: they take no width of their own.
bool isCombining(char32_t codePoint);

} // namespace dpl::report
