#pragma once

#include "templates/token.hpp"

#include <vector>

namespace dpl::templates {

/// A template's text with line ends of one kind and without the last of them, as Jinja reads it.
std::string normalizedSource(std::string_view source);

/// The tokens of such a text, the last of kind `end`. White space is controlled as in transformers: - takes it off at
/// its side, + keeps it; else one line end behind a statement or comment goes, and blanks before one that begins its
/// line. Throws SyntaxFailure.
std::vector<Token> tokensOf(const std::string& source);

} // namespace dpl::templates
