#pragma once

#include "templates/value.hpp"

#include <string>

namespace dpl::templates {

/// Where something stands in a template's text, in bytes.
using Offset = std::uint32_t;

struct Token {
    enum class Kind {
        data, ///< text between tags
        statementBegin, ///< {%
        statementEnd,
        outputBegin, ///< {{
        outputEnd,
        name,
        literal, ///< a string or number
        sign, ///< an operator or bracket
        end
    };

    Kind kind = Kind::end;
    std::string text; ///< of data, names and signs
    Value value; ///< of literals
    Offset at = 0;

    bool isName(std::string_view name) const { return kind == Kind::name && text == name; }
    bool isSign(std::string_view sign) const { return kind == Kind::sign && text == sign; }
};

} // namespace dpl::templates
