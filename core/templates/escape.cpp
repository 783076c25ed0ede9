#include "templates/escape.hpp"

namespace dpl::templates {

std::string escaped(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '\'': result += "&#39;"; break;
        case '"': result += "&#34;"; break;
        default: result += c;
        }
    }
    return result;
}

} // namespace dpl::templates
