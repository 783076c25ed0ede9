#include "report/xml_text.hpp"

#include "report/utf8.hpp"

namespace dpl::report {

namespace {

void append(std::string& text, char32_t c)
{
    const auto byte = [&](char32_t bits) { text += static_cast<char>(static_cast<unsigned char>(bits)); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xc0 | (c >> 6));
        byte(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        byte(0xe0 | (c >> 12));
        byte(0x80 | ((c >> 6) & 0x3f));
        byte(0x80 | (c & 0x3f));
    } else {
        byte(0xf0 | (c >> 18));
        byte(0x80 | ((c >> 12) & 0x3f));
        byte(0x80 | ((c >> 6) & 0x3f));
        byte(0x80 | (c & 0x3f));
    }
}

} // namespace

std::string xmlText(std::string_view utf8)
{
    std::string result;
    for (const char32_t c : codePoints(utf8)) {
        switch (c) {
        case U'&': result += "&amp;"; break;
        case U'<': result += "&lt;"; break;
        case U'>': result += "&gt;"; break;
        case U'"': result += "&quot;"; break;
        case U'\n':
        case U'\r':
        case U'\t': result += ' '; break;
        default: append(result, c < 0x20 || c == 0xfffe || c == 0xffff ? 0xfffd : c);
        }
    }
    return result;
}

} // namespace dpl::report
