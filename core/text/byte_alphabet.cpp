#include "text/byte_alphabet.hpp"

#include "base/utf8.hpp"

#include <array>

namespace dpl::text {

namespace {

constexpr char32_t alphabetEnd = 0x144;

constexpr bool isPrintable(int byte)
{
    return (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
}

constexpr std::array<char32_t, 256> makeCharacters()
{
    std::array<char32_t, 256> characters{};
    char32_t next = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
        characters[static_cast<std::size_t>(byte)] = isPrintable(byte) ? static_cast<char32_t>(byte) : next++;
    }
    return characters;
}

constexpr std::array<char32_t, 256> characters = makeCharacters();

constexpr std::array<short, alphabetEnd> makeBytes()
{
    std::array<short, alphabetEnd> bytes{};
    bytes.fill(-1);
    for (short byte = 0; byte < 256; ++byte) {
        bytes[characters[static_cast<std::size_t>(byte)]] = byte;
    }
    return bytes;
}

constexpr std::array<short, alphabetEnd> bytesOfCharacters = makeBytes();

} // namespace

std::string spelledBytes(std::string_view bytes)
{
    std::string spelling;
    for (const char byte : bytes) {
        appendUtf8(spelling, characters[static_cast<unsigned char>(byte)]);
    }
    return spelling;
}

std::optional<std::string> bytesSpelled(std::string_view spelling)
{
    std::string bytes;
    for (std::size_t at = 0; at < spelling.size();) {
        const auto lead = static_cast<unsigned char>(spelling[at]);
        char32_t character = lead;
        if (lead >= 0x80) { // the alphabet ends below U+0144: two bytes at most
            if (lead < 0xc2 || lead > 0xc5 || at + 1 >= spelling.size()) {
                return std::nullopt;
            }
            character = (char32_t{lead} & 0x1f) << 6 | (static_cast<unsigned char>(spelling[at + 1]) & 0x3f);
        }
        if (character >= alphabetEnd || bytesOfCharacters[character] < 0) {
            return std::nullopt;
        }
        bytes += static_cast<char>(bytesOfCharacters[character]);
        at += lead >= 0x80 ? 2 : 1;
    }
    return bytes;
}

} // namespace dpl::text
