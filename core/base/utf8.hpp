#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// UTF-8 by table 3-7 of the Unicode standard: overlong forms, surrogates and code points above U+10FFFF are invalid.
namespace dpl {

struct Utf8Sequence {
    std::size_t length = 0; ///< bytes of the character, or of the part that could have begun one; at least 1
    bool isWhole = false;
};

/// The sequence at the beginning of a text that is not empty.
Utf8Sequence utf8SequenceAt(std::string_view text);

/// The code point of a whole sequence.
char32_t codePointOf(std::string_view sequence);

/// Where the first byte sequence begins that is not UTF-8; nothing if all of it is.
std::optional<std::size_t> firstInvalidUtf8(std::string_view text);

/// Appends a code point.
void appendUtf8(std::string& text, char32_t codePoint);

} // namespace dpl
