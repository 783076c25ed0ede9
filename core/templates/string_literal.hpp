#pragma once

#include <string>
#include <string_view>

namespace dpl::templates {

/// What stands between the quotes of a string, its escapes replaced as Jinja does (those of Python's unicode-escape).
/// Throws Failure.
std::string stringLiteral(std::string_view text);

} // namespace dpl::templates
