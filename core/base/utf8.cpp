#include "base/utf8.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace dpl {

namespace {

unsigned char byteOf(std::string_view text, std::size_t i)
{
    return static_cast<unsigned char>(text[i]);
}

/// Whether the next `Words` times eight bytes are there and ASCII.
template <std::size_t Words> bool beginsWithAscii(std::string_view text, std::size_t at)
{
    std::array<std::uint64_t, Words> block;
    if (text.size() - at < sizeof block) {
        return false;
    }
    std::memcpy(block.data(), text.data() + at, sizeof block);
    std::uint64_t any = 0;
    for (const std::uint64_t word : block) {
        any |= word;
    }
    return (any & 0x8080808080808080u) == 0;
}

} // namespace

Utf8Sequence utf8SequenceAt(std::string_view text)
{
    const unsigned char lead = byteOf(text, 0);
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
    if (text.size() < 2 || byteOf(text, 1) < low || byteOf(text, 1) > high) {
        return {1, false};
    }
    for (std::size_t i = 2; i < length; ++i) {
        if (i >= text.size() || (byteOf(text, i) & 0xc0) != 0x80) {
            return {i, false};
        }
    }
    return {length, true};
}

char32_t codePointOf(std::string_view sequence)
{
    const unsigned char lead = byteOf(sequence, 0);
    char32_t codePoint = sequence.size() == 1 ? lead : lead & (0xffu >> (sequence.size() + 1));
    for (std::size_t i = 1; i < sequence.size(); ++i) {
        codePoint = (codePoint << 6) | (byteOf(sequence, i) & 0x3fu);
    }
    return codePoint;
}

std::optional<std::size_t> firstInvalidUtf8(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        // ASCII, which most of most texts is, by the block.
        if (beginsWithAscii<4>(text, at)) {
            at += 32;
        } else if (beginsWithAscii<1>(text, at)) {
            at += 8;
        } else {
            const Utf8Sequence sequence = utf8SequenceAt(text.substr(at));
            if (!sequence.isWhole) {
                return at;
            }
            at += sequence.length;
        }
    }
    return std::nullopt;
}

void appendUtf8(std::string& text, char32_t c)
{
    const auto add = [&text](char32_t byte) { text += static_cast<char>(byte); };
    const auto addNext = [&](int shift) { add(0x80 | ((c >> shift) & 0x3f)); };
    if (c < 0x80) {
        add(c);
    } else if (c < 0x800) {
        add(0xc0 | (c >> 6));
        addNext(0);
    } else if (c < 0x10000) {
        add(0xe0 | (c >> 12));
        addNext(6);
        addNext(0);
    } else {
        add(0xf0 | (c >> 18));
        addNext(12);
        addNext(6);
        addNext(0);
    }
}

} // namespace dpl
