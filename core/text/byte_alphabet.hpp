#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dpl::text {

/// GPT-2's spelling of bytes as printable characters, in which byte-level vocabularies are written: printable Latin-1
/// bytes are themselves, the others U+0100, U+0101, ... in order. A space is "Ġ", a newline "Ċ".
std::string spelledBytes(std::string_view bytes);

/// The bytes that are spelled so, or nothing if a character is none of the alphabet.
std::optional<std::string> bytesSpelled(std::string_view spelling);

} // namespace dpl::text
