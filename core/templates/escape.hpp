#pragma once

#include <string>
#include <string_view>

namespace dpl::templates {

/// & < > ' " written for HTML.
std::string escaped(std::string_view text);

} // namespace dpl::templates
