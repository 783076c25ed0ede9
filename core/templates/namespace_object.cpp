#include "templates/namespace_object.hpp"

#include "templates/mapping.hpp"
#include "templates/runtime.hpp"
#include "templates/written.hpp"

#include <algorithm>

namespace dpl::templates {

void Namespace::set(const std::string& name, Value value)
{
    if (name.starts_with('_')) {
        throw Failure("a namespace has no members whose names begin with \"_\", such as \"" + name + "\"");
    }
    const auto found =
        std::find_if(m_members.begin(), m_members.end(), [&](const auto& member) { return member.first == name; });
    if (found == m_members.end()) {
        m_members.emplace_back(name, std::move(value));
    } else {
        found->second = std::move(value);
    }
}

std::optional<Value> Namespace::attribute(Runtime& runtime, std::string_view name)
{
    runtime.budget().step();
    const auto found =
        std::find_if(m_members.begin(), m_members.end(), [&](const auto& member) { return member.first == name; });
    return found == m_members.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> Namespace::text(Runtime& runtime)
{
    Mapping members;
    for (const auto& [name, value] : m_members) {
        members.set(name, value);
    }
    return "<Namespace " + represented(runtime, makeDict(std::move(members))) + ">";
}

} // namespace dpl::templates
