#include "report/utf8.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace dpl::report {

std::u32string codePoints(std::string_view utf8)
{
    constexpr char32_t replacement = 0xfffd;
    std::u32string result;
    for (std::size_t at = 0; at < utf8.size();) {
        const Utf8Sequence sequence = utf8SequenceAt(utf8.substr(at));
        result += sequence.isWhole ? codePointOf(utf8.substr(at, sequence.length)) : replacement;
        at += sequence.isWhole ? sequence.length : 1;
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
