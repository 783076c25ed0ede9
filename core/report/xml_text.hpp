#pragma once

#include <string>
#include <string_view>

namespace dpl::report {

/// UTF-8 text as the contents of an XML element or of an attribute in double quotes: markup is escaped, line breaks and
/// tabs become spaces, and what XML 1.0 has no place for (control characters, bytes that are not UTF-8) becomes U+FFFD.
std::string xmlText(std::string_view utf8);

} // namespace dpl::report
