#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Unicode as Python's strings see it: characters are code points.
namespace dpl::templates {

bool isAscii(std::string_view text);
std::size_t characterCount(std::string_view text);

/// Well-formed UTF-8 to code points and back.
std::u32string decoded(std::string_view text);
std::string encoded(std::u32string_view characters);

/// The index of the character that begins at a byte.
std::size_t characterAtByte(std::string_view text, std::size_t byte);

bool isSpace(char32_t c); ///< str.isspace
bool isLineEnd(char32_t c); ///< where str.splitlines splits
bool isPrintable(char32_t c);
bool isLetter(char32_t c);
bool isDecimal(char32_t c);
bool isDigit(char32_t c);
bool isNumeric(char32_t c);
bool isUpper(char32_t c);
bool isLower(char32_t c);
bool isTitle(char32_t c);
bool isNameStart(char32_t c); ///< of an identifier
bool isNamePart(char32_t c);

std::string toUpper(std::string_view text);
std::string toLower(std::string_view text);
std::string capitalized(std::string_view text);

/// As Python writes a character by its number: \xhh, \uhhhh or \Uhhhhhhhh.
std::string numericEscape(char32_t c);

/// White space, or any of `characters`, taken off the ends.
std::string_view strippedLeft(std::string_view text);
std::string_view strippedRight(std::string_view text);
std::string_view strippedLeft(std::string_view text, std::u32string_view characters);
std::string_view strippedRight(std::string_view text, std::u32string_view characters);

} // namespace dpl::templates
