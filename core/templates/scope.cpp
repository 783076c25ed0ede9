#include "templates/scope.hpp"

namespace dpl::templates {

void Scope::set(std::string_view name, Value value)
{
    for (auto& [known, held] : m_values) {
        if (known == name) {
            held = std::move(value);
            return;
        }
    }
    m_values.emplace_back(name, std::move(value));
}

const Value* Scope::find(std::string_view name) const
{
    for (const Scope* scope = this; scope; scope = scope->m_around.get()) {
        for (const auto& [known, held] : scope->m_values) {
            if (known == name) {
                return &held;
            }
        }
    }
    return nullptr;
}

} // namespace dpl::templates
