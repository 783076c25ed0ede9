#include "text/text_search.hpp"

#include <algorithm>
#include <string_view>

#include <utf8proc.h>

namespace dpl::text {

namespace {

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Lower case for ASCII letters in place; the rest stays.
void foldAscii(std::string& text)
{
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
}

std::string folded(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t point = 0;
        const utf8proc_ssize_t length = utf8proc_iterate(at, left, &point);
        if (length < 1) {
            ++at;
            --left;
            continue;
        }
        utf8proc_uint8_t buffer[4];
        const utf8proc_ssize_t written = utf8proc_encode_char(utf8proc_tolower(point), buffer);
        result.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(written));
        at += length;
        left -= length;
    }
    return result;
}

} // namespace

TextSearch::TextSearch(const std::string& wanted) : m_wanted(folded(wanted)), m_isAscii(isAscii(wanted)) { }

bool TextSearch::isIn(std::string text) const
{
    if (!m_isAscii) {
        return folded(text).find(m_wanted) != std::string::npos;
    }
    foldAscii(text);
    return text.find(m_wanted) != std::string::npos;
}

} // namespace dpl::text
