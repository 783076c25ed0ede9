#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dpl::text {

/// The text itself if it is well-formed UTF-8; otherwise a copy in `storage` in which every ill-formed sequence (the
/// longest that could have begun a character) is one U+FFFD, as Python and Rust decode with replacement.
std::string_view wellFormed(std::string_view text, std::string& storage);

/// Whether text is well-formed UTF-8.
bool isWellFormed(std::string_view text);

/// The number of bytes of a character, from its first byte; the text must be well-formed.
constexpr std::size_t characterLength(char first)
{
    const auto lead = static_cast<unsigned char>(first);
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/// The text with every `from` replaced by `to`.
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

} // namespace dpl::text
