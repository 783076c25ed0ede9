#pragma once

#include "templates/renderer.hpp"

namespace dpl::templates {

/// A macro, or the body of a call block, with the scope around it.
class MacroFunction : public Object {
public:
    MacroFunction(Renderer& renderer, const syntax::MacroBody& macro, ScopePointer scope)
        : m_renderer(renderer), m_macro(macro), m_scope(std::move(scope))
    {
    }

    std::string kind() const override { return "macro " + m_macro.name; }
    bool isCallable() const override { return true; }
    Value call(Runtime& runtime, const Arguments& arguments) override;
    std::optional<std::string> text(Runtime&) override
    {
        return m_macro.name.empty() ? "<Macro anonymous>" : "<Macro '" + m_macro.name + "'>";
    }
    std::optional<Value> attribute(Runtime& runtime, std::string_view name) override;

private:
    void takeParameters(const Arguments& arguments, const ScopePointer& scope);
    void takeOthers(const Arguments& arguments, Scope& scope);

    Renderer& m_renderer;
    const syntax::MacroBody& m_macro;
    ScopePointer m_scope;
};

} // namespace dpl::templates
