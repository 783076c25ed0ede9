#include "templates/characters.hpp"

#include "base/utf8.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace dpl::templates {

namespace {

utf8proc_category_t categoryOf(char32_t c)
{
    return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

struct WideUpper {
    char32_t character;
    std::u32string_view upper;
};

/// Characters whose upper case is several (SpecialCasing.txt, those that texts have).
constexpr std::array<WideUpper, 11> wideUppers{{{U'ß', U"SS"}, {U'ŉ', U"ʼN"}, {U'ǰ', U"J̌"}, {U'ﬀ', U"FF"},
    {U'ﬁ', U"FI"}, {U'ﬂ', U"FL"}, {U'ﬃ', U"FFI"}, {U'ﬄ', U"FFL"}, {U'ﬅ', U"ST"}, {U'ﬆ', U"ST"}, {U'և', U"ԵՒ"}}};

void appendUpper(std::u32string& to, char32_t c)
{
    const auto wide = std::find_if(
        wideUppers.begin(), wideUppers.end(), [c](const WideUpper& entry) { return entry.character == c; });
    if (wide != wideUppers.end()) {
        to += wide->upper;
    } else {
        to += static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c)));
    }
}

bool isCased(char32_t c)
{
    return isUpper(c) || isLower(c) || isTitle(c);
}

/// A final sigma is written otherwise: one behind a letter that no letter follows.
void appendLower(std::u32string& to, std::u32string_view whole, std::size_t at)
{
    const char32_t c = whole[at];
    if (c == U'İ') {
        to += U"i̇";
    } else if (c == U'Σ') {
        const bool follows = at > 0 && isCased(whole[at - 1]);
        const bool ends = at + 1 == whole.size() || !isCased(whole[at + 1]);
        to += follows && ends ? U'ς' : U'σ';
    } else {
        to += static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
    }
}

template <typename Keep> std::string_view withoutStart(std::string_view text, Keep&& isTaken)
{
    while (!text.empty()) {
        const std::size_t length = utf8SequenceAt(text).length;
        if (!isTaken(codePointOf(text.substr(0, length)))) {
            break;
        }
        text.remove_prefix(length);
    }
    return text;
}

template <typename Keep> std::string_view withoutEnd(std::string_view text, Keep&& isTaken)
{
    while (!text.empty()) {
        std::size_t begin = text.size() - 1;
        while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) {
            --begin;
        }
        if (!isTaken(codePointOf(text.substr(begin)))) {
            break;
        }
        text = text.substr(0, begin);
    }
    return text;
}

auto isOneOf(std::u32string_view characters)
{
    return [characters](char32_t c) { return characters.find(c) != std::u32string_view::npos; };
}

} // namespace

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::size_t characterCount(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::u32string decoded(std::string_view text)
{
    std::u32string characters;
    characters.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = utf8SequenceAt(text).length;
        characters += codePointOf(text.substr(0, length));
        text.remove_prefix(length);
    }
    return characters;
}

std::string encoded(std::u32string_view characters)
{
    std::string text;
    text.reserve(characters.size());
    for (const char32_t c : characters) {
        appendUtf8(text, c);
    }
    return text;
}

std::size_t characterAtByte(std::string_view text, std::size_t byte)
{
    return characterCount(text.substr(0, byte));
}

bool isSpace(char32_t c)
{
    return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool isLineEnd(char32_t c)
{
    return (c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool isPrintable(char32_t c)
{
    if (c < 0x7f) {
        return c >= 0x20;
    }
    switch (categoryOf(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS: return false;
    default: return true;
    }
}

bool isLetter(char32_t c)
{
    const utf8proc_category_t category = categoryOf(c);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool isDecimal(char32_t c)
{
    return categoryOf(c) == UTF8PROC_CATEGORY_ND;
}

bool isDigit(char32_t c)
{
    return isDecimal(c) || c == 0xb2 || c == 0xb3 || c == 0xb9 || (c >= 0x2070 && c <= 0x2089 && c != 0x2071)
        || (c >= 0x2460 && c <= 0x2468);
}

bool isNumeric(char32_t c)
{
    const utf8proc_category_t category = categoryOf(c);
    return category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NL || category == UTF8PROC_CATEGORY_NO;
}

bool isUpper(char32_t c)
{
    return categoryOf(c) == UTF8PROC_CATEGORY_LU;
}

bool isLower(char32_t c)
{
    return categoryOf(c) == UTF8PROC_CATEGORY_LL || c == 0xaa || c == 0xba;
}

bool isTitle(char32_t c)
{
    return categoryOf(c) == UTF8PROC_CATEGORY_LT;
}

bool isNameStart(char32_t c)
{
    return c == U'_' || isLetter(c) || categoryOf(c) == UTF8PROC_CATEGORY_NL;
}

bool isNamePart(char32_t c)
{
    if (isNameStart(c)) {
        return true;
    }
    const utf8proc_category_t category = categoryOf(c);
    return category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC
        || category == UTF8PROC_CATEGORY_PC;
}

std::string toUpper(std::string_view text)
{
    std::string result(text);
    if (isAscii(text)) {
        std::transform(text.begin(), text.end(), result.begin(),
            [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        return result;
    }
    std::u32string upper;
    for (const char32_t c : decoded(text)) {
        appendUpper(upper, c);
    }
    return encoded(upper);
}

std::string toLower(std::string_view text)
{
    std::string result(text);
    if (isAscii(text)) {
        std::transform(text.begin(), text.end(), result.begin(),
            [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        return result;
    }
    const std::u32string characters = decoded(text);
    std::u32string lower;
    for (std::size_t i = 0; i < characters.size(); ++i) {
        appendLower(lower, characters, i);
    }
    return encoded(lower);
}

std::string capitalized(std::string_view text)
{
    const std::u32string characters = decoded(text);
    std::u32string result;
    for (std::size_t i = 0; i < characters.size(); ++i) {
        if (i > 0) {
            appendLower(result, characters, i);
        } else if (characters[0] == U'ß') {
            result += U"Ss";
        } else {
            result += static_cast<char32_t>(utf8proc_totitle(static_cast<utf8proc_int32_t>(characters[0])));
        }
    }
    return encoded(result);
}

std::string_view strippedLeft(std::string_view text)
{
    return withoutStart(text, isSpace);
}

std::string_view strippedRight(std::string_view text)
{
    return withoutEnd(text, isSpace);
}

std::string_view strippedLeft(std::string_view text, std::u32string_view characters)
{
    return withoutStart(text, isOneOf(characters));
}

std::string_view strippedRight(std::string_view text, std::u32string_view characters)
{
    return withoutEnd(text, isOneOf(characters));
}

std::string numericEscape(char32_t c)
{
    char digits[16];
    std::snprintf(digits, sizeof digits,
        c < 0x100         ? "\\x%02x"
            : c < 0x10000 ? "\\u%04x"
                          : "\\U%08x",
        static_cast<unsigned>(c));
    return digits;
}

} // namespace dpl::templates
