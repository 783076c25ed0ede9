#include "templates/member_path.hpp"

#include "templates/attributes.hpp"
#include "templates/characters.hpp"

#include <algorithm>

namespace dpl::templates {

MemberPath::MemberPath(const Value& attribute)
{
    if (attribute.is<None>()) {
        return;
    }
    const std::string* text = attribute.text();
    if (!text) {
        m_parts.push_back(attribute);
        return;
    }
    for (std::size_t begin = 0; begin <= text->size();) {
        const std::size_t end = std::min(text->find('.', begin), text->size());
        const std::string part = text->substr(begin, end - begin);
        const bool isIndex = !part.empty() && part.size() < 18
            && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
        m_parts.push_back(isIndex ? Value(static_cast<std::int64_t>(std::stoll(part))) : Value(part));
        begin = end + 1;
    }
}

Value MemberPath::of(Runtime& runtime, Value value, const Value* fallback) const
{
    for (const Value& part : m_parts) {
        value = itemOf(runtime, value, part);
        if (fallback && !fallback->is<None>() && value.is<Undefined>()) {
            value = *fallback;
        }
    }
    return value;
}

Value withoutCase(const Value& value)
{
    return value.text() ? Value(toLower(*value.text())) : value;
}

} // namespace dpl::templates
