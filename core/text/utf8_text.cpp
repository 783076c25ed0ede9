#include "text/utf8_text.hpp"

#include <cstdint>
#include <cstring>

namespace dpl::text {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

struct Sequence {
    std::size_t length; ///< of the character, or of the part that could have begun one
    bool isWhole;
};

/// The sequence at the beginning of text, by table 3-7 of the Unicode standard.
Sequence sequenceAt(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return {1, true};
    }
    const std::size_t length = lead >= 0xc2 && lead < 0xe0 ? 2
        : lead >= 0xe0 && lead < 0xf0                      ? 3
        : lead >= 0xf0 && lead < 0xf5                      ? 4
                                                           : 0;
    if (length == 0) {
        return {1, false};
    }
    // The second byte keeps out overlong forms, surrogates and what lies above U+10FFFF.
    const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (text.size() < 2 || byte(1) < low || byte(1) > high) {
        return {1, false};
    }
    for (std::size_t i = 2; i < length; ++i) {
        if (i >= text.size() || (byte(i) & 0xc0) != 0x80) {
            return {i, false};
        }
    }
    return {length, true};
}

/// How much of text, from its beginning, is well-formed.
std::size_t wellFormedPrefix(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        std::uint64_t eight = 0;
        if (at + sizeof eight <= text.size()) {
            std::memcpy(&eight, text.data() + at, sizeof eight);
            if ((eight & 0x8080808080808080u) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        const Sequence sequence = sequenceAt(text.substr(at));
        if (!sequence.isWhole) {
            return at;
        }
        at += sequence.length;
    }
    return at;
}

} // namespace

std::string_view wellFormed(std::string_view text, std::string& storage)
{
    std::size_t good = wellFormedPrefix(text);
    if (good == text.size()) {
        return text;
    }
    storage.clear();
    while (!text.empty()) {
        storage += text.substr(0, good);
        text.remove_prefix(good);
        if (!text.empty()) {
            storage += replacement;
            text.remove_prefix(sequenceAt(text).length);
            good = wellFormedPrefix(text);
        }
    }
    return storage;
}

bool isWellFormed(std::string_view text)
{
    return wellFormedPrefix(text) == text.size();
}

void appendUtf8(std::string& text, char32_t c)
{
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += static_cast<char>(0xc0 | (c >> 6));
        text += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        text += static_cast<char>(0xe0 | (c >> 12));
        text += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        text += static_cast<char>(0x80 | (c & 0x3f));
    } else {
        text += static_cast<char>(0xf0 | (c >> 18));
        text += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
        text += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        text += static_cast<char>(0x80 | (c & 0x3f));
    }
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t found = from.empty() ? std::string_view::npos : text.find(from, at);
        if (found == std::string_view::npos) {
            result += text.substr(at);
            break;
        }
        result += text.substr(at, found - at);
        result += to;
        at = found + from.size();
    }
    return result;
}

} // namespace dpl::text
