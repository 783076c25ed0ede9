#pragma once

#include "templates/syntax.hpp"

#include <string>

namespace dpl::templates {

/// Parses a template whose line ends are normalised. Throws SyntaxFailure.
syntax::Body parseTemplate(const std::string& source);

} // namespace dpl::templates
