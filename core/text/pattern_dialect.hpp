#pragma once

#include <string>
#include <string_view>

namespace dpl::text {

/// A pattern in Oniguruma's Ruby syntax as PCRE2 (UTF, UCP, multi-line) understands the same. Throws Error, naming
/// `where` and the place in the pattern, for a construct that is not known to mean the same in both.
std::string pcre2Dialect(std::string_view pattern, const std::string& where);

} // namespace dpl::text
