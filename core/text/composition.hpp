#pragma once

#include <string>
#include <string_view>

namespace dpl::text {

/// Well-formed text in Unicode's normalization form C: the text itself where it certainly is, otherwise a copy in
/// `storage`.
std::string_view composed(std::string_view text, std::string& storage);

} // namespace dpl::text
