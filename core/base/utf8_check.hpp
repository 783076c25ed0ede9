#pragma once

#include <optional>
#include <string_view>

namespace dpl {

/// Where the first byte sequence begins that is not UTF-8 (overlong forms, surrogates and code points above U+10FFFF
/// are not); nothing if all of it is.
std::optional<std::size_t> firstInvalidUtf8(std::string_view text);

} // namespace dpl
