#include "report/utf8.hpp"

#include <algorithm>

namespace dpl::report {

std::u32string codePoints(std::string_view utf8)
{
    constexpr char32_t replacement = 0xfffd;
    std::u32string result;
    for (std::size_t at = 0; at < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[at]);
        const std::size_t length = lead < 0x80 ? 1
            : lead >= 0xc2 && lead < 0xe0      ? 2
            : (lead & 0xf0) == 0xe0            ? 3
            : lead >= 0xf0 && lead < 0xf5      ? 4
                                               : 0;
        char32_t codePoint = length == 1 ? lead : length == 0 ? replacement : lead & (0xffu >> (length + 1));
        bool whole = length > 0 && at + length <= utf8.size();
        for (std::size_t next = 1; whole && next < length; ++next) {
            const auto byte = static_cast<unsigned char>(utf8[at + next]);
            whole = (byte & 0xc0) == 0x80;
            codePoint = (codePoint << 6) | (byte & 0x3fu);
        }
        const bool overlong = (length == 3 && codePoint < 0x800) || (length == 4 && codePoint < 0x10000);
        const bool surrogate = codePoint >= 0xd800 && codePoint < 0xe000;
        whole = whole && !overlong && !surrogate && codePoint <= 0x10ffff;
        result += whole ? codePoint : replacement;
        at += whole ? length : 1;
    }
    return result;
}

bool isCombining(char32_t c)
{
    return (c >= 0x300 && c < 0x370) || (c >= 0x200b && c < 0x2010) || (c >= 0x20d0 && c < 0x2100)
        || (c >= 0xfe00 && c < 0xfe10) || c == 0xfeff;
}

std::size_t displayWidth(std::string_view utf8)
{
    const std::u32string text = codePoints(utf8);
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char32_t c) { return !isCombining(c); }));
}

} // namespace dpl::report
